package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.RequestWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** The slowest requests of the last hour, of those that took more than a second; only they meet a lock. Thread-safe. */
final class Slowest {

    /** How many are kept, and shown. */
    static final int MOST = 20;

    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int STEPS = 12;
    private static final Comparator<Slow> QUICKEST_FIRST = Comparator.comparingLong(Slow::nanos);

    private final Ring<PriorityQueue<Slow>> steps =
            new Ring<>(STEPS, STEP, begin -> new PriorityQueue<>(MOST + 1, QUICKEST_FIRST));

    /** A request that took long. Immutable. */
    record Slow(Instant at, String route, int status, long nanos, String requestId) {
        @Override
        public String toString() {
            return "Slow(" + status + ")";
        }
    }

    void offer(Instant now, RequestWatch.Seen seen) {
        if (seen.nanos() > LEAST_NANOS) {
            String route = new Recent.Endpoint(seen.method(), seen.route()).shown();
            keep(now, new Slow(now, route, seen.status(), seen.nanos(), seen.requestId()));
        }
    }

    private synchronized void keep(Instant now, Slow slow) {
        PriorityQueue<Slow> kept = steps.at(now);
        kept.add(slow);
        if (kept.size() > MOST) {
            var unused = kept.poll();
        }
    }

    /** Those of the last hour, slowest first. */
    synchronized List<Slow> all(Instant now) {
        List<Slow> all = new ArrayList<>();
        steps.until(now).forEach(all::addAll);
        all.sort(QUICKEST_FIRST.reversed());
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }
}
