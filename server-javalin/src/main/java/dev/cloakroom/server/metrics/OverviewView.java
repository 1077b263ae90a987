package dev.cloakroom.server.metrics;

import dev.cloakroom.server.chat.Slots;
import dev.cloakroom.session.SessionListener.Denial;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How this instance is and was in the last minutes, on the wire. Immutable.
 *
 * @param sessions how many the store holds; null where it does not count them
 */
record OverviewView(
        String instance,
        String version,
        String store,
        Instant startedAt,
        boolean draining,
        Instant now,
        @Nullable Long sessions,
        Turns turns,
        Followers followers,
        List<Traffic> traffic,
        List<RouteLoad> routes,
        List<Denials> denials,
        List<Probers.Prober> probing,
        List<Slow> slow) {

    private static final int MOST_ROUTES = 12;
    private static final int MOST_PROBERS = 20;

    OverviewView {
        traffic = List.copyOf(traffic);
        routes = List.copyOf(routes);
        denials = List.copyOf(denials);
        probing = List.copyOf(probing);
        slow = List.copyOf(slow);
    }

    @Override
    public String toString() {
        return "OverviewView(" + traffic.size() + " intervals)";
    }

    /** Turns of this instance. */
    record Turns(int running, int waiting, int limit) {
        static Turns of(Slots.Load load) {
            return new Turns(load.running(), load.waiting(), load.limit());
        }
    }

    /** Live streams of this instance. */
    record Followers(int open, int limit) {}

    /** Five seconds. */
    record Traffic(
            Instant at,
            long requests,
            long refused,
            long failed,
            double p50Millis,
            double p95Millis,
            double p99Millis) {
        static Traffic of(Recent.Interval seconds) {
            return new Traffic(
                    seconds.begin(),
                    seconds.requests(),
                    seconds.refused(),
                    seconds.failed(),
                    seconds.millis(0.5),
                    seconds.millis(0.95),
                    seconds.millis(0.99));
        }
    }

    /** One route. */
    record RouteLoad(String route, long requests, long failed, double p95Millis) {
        @Override
        public String toString() {
            return "RouteLoad(" + requests + " requests)";
        }
    }

    /** A minute's refusals. */
    record Denials(Instant at, long foreign, long unknown, long malformed, long insufficient, long other) {
        static Denials of(Recent.Denials minute) {
            return new Denials(
                    minute.begin(),
                    minute.of(Denial.Reason.FOREIGN),
                    minute.of(Denial.Reason.UNKNOWN),
                    minute.of(Denial.Reason.MALFORMED),
                    minute.of(Denial.Reason.INSUFFICIENT),
                    minute.of(Denial.Reason.OTHER_TENANT) + minute.of(Denial.Reason.POLICY_FAILED));
        }
    }

    /** A request that took long. */
    record Slow(Instant at, String route, int status, long millis, String requestId) {
        @Override
        public String toString() {
            return "Slow(" + status + ")";
        }

        static Slow of(Slowest.Slow slow) {
            return new Slow(
                    slow.at(),
                    slow.route(),
                    slow.status(),
                    TimeUnit.NANOSECONDS.toMillis(slow.nanos()),
                    slow.requestId());
        }
    }

    static OverviewView of(Vitals vitals, Recent recent) {
        Instant now = recent.now();
        OptionalLong sessions = vitals.sessions();
        return new OverviewView(
                vitals.self().id(),
                vitals.self().version(),
                vitals.store().name(),
                vitals.startedAt(),
                vitals.traffic().draining(),
                now,
                sessions.isPresent() ? sessions.getAsLong() : null,
                Turns.of(vitals.turns().get()),
                new Followers(vitals.tails().count(), vitals.tails().limit()),
                recent.traffic(now).stream().map(Traffic::of).toList(),
                recent.busiest(now, MOST_ROUTES).stream()
                        .map(entry -> new RouteLoad(
                                entry.getKey().shown(),
                                entry.getValue().requests(),
                                entry.getValue().failed(),
                                entry.getValue().millis(0.95)))
                        .toList(),
                recent.denials(now).stream().map(Denials::of).toList(),
                recent.probers().worst(now, MOST_PROBERS),
                recent.slowest().all(now).stream().map(Slow::of).toList());
    }
}
