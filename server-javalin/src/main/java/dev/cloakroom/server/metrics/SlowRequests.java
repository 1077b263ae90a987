package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * The slowest requests of the last hour, of those that took longer than a second. Only such a request takes a lock, that
 * of its minute, for a moment. Thread-safe.
 */
final class SlowRequests {

    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MINUTES = 60;
    private static final int MOST = 20;
    private static final Comparator<Slow> BY_TIME = Comparator.comparingLong(Slow::nanos);

    private final Ring<Slowest> minutes = new Ring<>(Duration.ofMinutes(1), MINUTES, Slowest::new);

    /** One of them. */
    record Slow(Instant at, String route, int status, long nanos, String requestId) {}

    private static final class Slowest {
        private final PriorityQueue<Slow> kept = new PriorityQueue<>(MOST + 1, BY_TIME);

        synchronized void add(Slow slow) {
            boolean unused = kept.add(slow);
            if (kept.size() > MOST) {
                Slow fastest = kept.poll();
            }
        }

        synchronized List<Slow> all() {
            return List.copyOf(kept);
        }
    }

    void count(Served served, Instant now) {
        if (served.nanos() > SLOW_NANOS && !served.streamed()) {
            String route = served.method() + " " + served.route();
            minutes.at(now).add(new Slow(now, route, served.status(), served.nanos(), served.requestId()));
        }
    }

    /** The slowest first. */
    List<Slow> most(Instant now) {
        return minutes.last(now).stream()
                .flatMap(minute -> minute.all().stream())
                .sorted(BY_TIME.reversed())
                .limit(MOST)
                .toList();
    }
}
