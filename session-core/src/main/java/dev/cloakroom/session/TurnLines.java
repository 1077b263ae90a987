package dev.cloakroom.session;

import dev.cloakroom.session.SessionConflict.Kind;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines in which callers of this process wait for sessions' turns: first come, first served, at most
 * {@link Limit#TURN_WAITERS} a session. A line exists only while someone stands in it. Thread-safe.
 */
final class TurnLines {
    private final ConcurrentHashMap<SessionId, Line> lines = new ConcurrentHashMap<>();
    private final int mostWaiting;

    TurnLines(Limits limits) {
        this.mostWaiting = (int) Math.min(limits.of(Limit.TURN_WAITERS), Integer.MAX_VALUE);
    }

    boolean isForming(SessionId id) {
        return lines.containsKey(id);
    }

    Place join(SessionId id) {
        Line line = lines.compute(id, (key, standing) -> {
            Line joined = standing == null ? new Line() : standing;
            if (joined.waiting == mostWaiting) {
                throw new SessionConflict(
                        Kind.TURN_IN_PROGRESS, mostWaiting + " callers already wait for the session's turn");
            }
            joined.waiting++;
            return joined;
        });
        return new Place(id, line);
    }

    private @Nullable Line left(Line line) {
        line.waiting--;
        return line.waiting == 0 ? null : line;
    }

    /** Guarded by the map's entry, but for the semaphore, which keeps the order. */
    private static final class Line {
        private final Semaphore front = new Semaphore(1, true);
        private int waiting;
    }

    /** A place in a line; closing it leaves the line. */
    final class Place implements AutoCloseable {
        private final SessionId id;
        private final Line line;
        private boolean atFront;

        private Place(SessionId id, Line line) {
            this.id = id;
            this.line = line;
        }

        /**
         * Returns when everyone before has left.
         *
         * @param deadline on {@link System#nanoTime}
         */
        void awaitFront(long deadline) throws InterruptedException {
            atFront = line.front.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!atFront) {
                throw new SessionConflict(
                        Kind.TURN_IN_PROGRESS, "another turn of the session is still running after the wait");
            }
        }

        @Override
        public void close() {
            if (atFront) {
                line.front.release();
            }
            lines.computeIfPresent(id, (key, standing) -> left(standing));
        }
    }
}
