package dev.cloakroom.server;

import dev.cloakroom.server.chat.Reply;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Entry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says the pieces that the test hands over, until it is told to end or stopped. A piece goes to whichever turn asks for
 * it first, a stop only to the turn it is meant for. Thread-safe.
 */
final class PieceResponder implements Responder {

    private static final String END = "(end)";
    private static final String FAIL = "(fail)";

    final Semaphore entered = new Semaphore(0);
    private final Queue<String> pieces = new ArrayDeque<>();

    synchronized void say(String piece) {
        pieces.add(piece);
        notifyAll();
    }

    void end() {
        say(END);
    }

    void fail() {
        say(FAIL);
    }

    /** Returns when a message is being answered. */
    void awaitEntered() {
        try {
            if (!entered.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the responder was not asked");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Reply reply(List<Entry> context, Progress progress) {
        Stop stop = new Stop();
        progress.whenStopped(stop::now);
        entered.release();
        StringBuilder said = new StringBuilder();
        while (true) {
            Optional<String> piece = next(stop);
            if (piece.isEmpty()) {
                return new Reply(said.toString(), Reply.STOPPED);
            } else if (piece.get().equals(END)) {
                return Reply.complete(said.toString());
            } else if (piece.get().equals(FAIL)) {
                throw new IllegalStateException("the responder was told to fail");
            }
            progress.delta(piece.get());
            said.append(piece.get());
        }
    }

    /** Whether one turn was stopped. Guarded by the responder. */
    private final class Stop {

        private boolean asked;

        private void now() {
            synchronized (PieceResponder.this) {
                asked = true;
                PieceResponder.this.notifyAll();
            }
        }
    }

    /** The next piece; none when the turn was stopped. */
    private synchronized Optional<String> next(Stop stop) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try {
            while (!stop.asked && pieces.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException("nobody said what comes next");
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return stop.asked ? Optional.empty() : Optional.of(pieces.remove());
    }

    @Override
    public long mostReplyBytes(String message) {
        return 60_000;
    }

    @Override
    public String name() {
        return "pieces";
    }
}
