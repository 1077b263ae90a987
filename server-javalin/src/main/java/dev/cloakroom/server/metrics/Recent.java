package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.http.RequestWatch;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener.Denial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The last minutes of this instance, in a bounded number of numbers: what {@link OverviewView} shows. It tells no id,
 * no content, and people by a keyed hash only (R12). Thread-safe; what is counted for each request takes no lock.
 */
final class Recent {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int INTERVALS = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int BUSY_MINUTES = 5;
    private static final int DENIAL_MINUTES = 60;

    private final InstantSource clock;
    private final Ring<Interval> traffic = new Ring<>(INTERVALS, INTERVAL, Interval::new);
    private final Ring<Busy> busy = new Ring<>(BUSY_MINUTES, MINUTE, begin -> new Busy());
    private final Ring<Denials> denials = new Ring<>(DENIAL_MINUTES, MINUTE, Denials::new);
    private final Probers probers;
    private final Slowest slowest = new Slowest();

    Recent(InstantSource clock, KeyedHash hash) {
        this.clock = clock;
        this.probers = new Probers(hash);
    }

    Instant now() {
        return clock.instant();
    }

    void answered(RequestWatch.Seen seen) {
        Instant now = clock.instant();
        traffic.at(now).add(seen.status(), seen.nanos());
        busy.at(now).of(new Endpoint(seen.method(), seen.route())).add(seen.status(), seen.nanos());
        slowest.offer(now, seen);
    }

    void denied(Denial denial) {
        Instant now = clock.instant();
        denials.at(now).add(denial.reason());
        probers.refused(denial.who(), now);
    }

    void slowed(Principal who) {
        probers.slowed(who, clock.instant());
    }

    /** The last five minutes in steps of five seconds, oldest first. */
    List<Interval> traffic(Instant now) {
        return traffic.until(now);
    }

    /** The last hour in minutes, oldest first. */
    List<Denials> denials(Instant now) {
        return denials.until(now);
    }

    /** The busiest routes of the last five minutes. */
    List<Map.Entry<Endpoint, Tally>> busiest(Instant now, int most) {
        Map<Endpoint, Tally> sums = new HashMap<>();
        for (Busy minute : busy.until(now)) {
            minute.tallies.forEach(
                    (endpoint, tally) -> tally.addTo(sums.computeIfAbsent(endpoint, key -> new Tally())));
        }
        List<Map.Entry<Endpoint, Tally>> all = new ArrayList<>(sums.entrySet());
        all.sort(Comparator.<Map.Entry<Endpoint, Tally>>comparingLong(
                        entry -> entry.getValue().requests())
                .reversed()
                .thenComparing(entry -> entry.getKey().shown()));
        return all.subList(0, Math.min(most, all.size()));
    }

    Probers probers() {
        return probers;
    }

    Slowest slowest() {
        return slowest;
    }

    /** A method and a route. Immutable. */
    record Endpoint(String method, String route) {
        /** As it is shown. */
        String shown() {
            return route.isEmpty() ? "none" : method + " " + route;
        }

        @Override
        public String toString() {
            return "Endpoint";
        }
    }

    /** Requests, and how long they took. Thread-safe. */
    static class Tally {
        private final LongAdder refused = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final Latencies latencies = new Latencies();

        void add(int status, long nanos) {
            latencies.add(nanos);
            if (status >= 500) {
                failed.increment();
            } else if (status >= 400) {
                refused.increment();
            }
        }

        void addTo(Tally other) {
            other.refused.add(refused.sum());
            other.failed.add(failed.sum());
            latencies.addTo(other.latencies);
        }

        long requests() {
            return latencies.count();
        }

        long refused() {
            return refused.sum();
        }

        long failed() {
            return failed.sum();
        }

        double millis(double share) {
            return latencies.millis(share);
        }
    }

    /** The requests of some seconds. Thread-safe. */
    static final class Interval extends Tally {
        private final Instant begin;

        Interval(Instant begin) {
            this.begin = begin;
        }

        Instant begin() {
            return begin;
        }
    }

    /** The requests of a minute by route, of which there are as many as the server has. Thread-safe. */
    private static final class Busy {
        private final ConcurrentHashMap<Endpoint, Tally> tallies = new ConcurrentHashMap<>();

        Tally of(Endpoint endpoint) {
            Tally known = tallies.get(endpoint);
            return known != null ? known : tallies.computeIfAbsent(endpoint, key -> new Tally());
        }
    }

    /** The refusals of a minute. Thread-safe. */
    static final class Denials {
        private final Instant begin;
        private final Map<Denial.Reason, LongAdder> reasons = new EnumMap<>(Denial.Reason.class);

        Denials(Instant begin) {
            this.begin = begin;
            for (Denial.Reason reason : Denial.Reason.values()) {
                reasons.put(reason, new LongAdder());
            }
        }

        void add(Denial.Reason reason) {
            Objects.requireNonNull(reasons.get(reason)).increment();
        }

        Instant begin() {
            return begin;
        }

        long of(Denial.Reason reason) {
            return Objects.requireNonNull(reasons.get(reason)).sum();
        }
    }
}
