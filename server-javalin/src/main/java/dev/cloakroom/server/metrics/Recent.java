package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.http.Served;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionListener.Denial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What this instance went through lately, for someone who looks now and has no monitoring at hand: five minutes of
 * traffic, an hour of refusals and of slow requests. It holds a bounded amount however much happens, and writing to it
 * takes no lock but that of a slow request. Thread-safe.
 */
public final class Recent implements Consumer<Served> {

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final int STEPS = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MINUTES_OF_ROUTES = 5;
    private static final int MINUTES_OF_DENIALS = 60;
    private static final int ROUTES_SHOWN = 12;
    private static final double HALF = 0.5;
    private static final double MOST = 0.95;
    private static final double NEARLY_ALL = 0.99;

    private final InstantSource clock;
    private final KeyedHash hash;
    private final Ring<Window> traffic = new Ring<>(STEP, STEPS, Window::new);
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Ring<Window>>> routes = new ConcurrentHashMap<>();
    private final Ring<AtomicIntegerArray> denials =
            new Ring<>(MINUTE, MINUTES_OF_DENIALS, () -> new AtomicIntegerArray(Denial.Reason.values().length));
    private final SlowRequests slow = new SlowRequests();
    private final Probers probers;

    /** @param hash in which users are shown */
    public Recent(InstantSource clock, KeyedHash hash) {
        this.clock = clock;
        this.hash = hash;
        this.probers = new Probers(clock);
    }

    /** Five seconds. */
    public record Traffic(
            Instant at,
            long requests,
            long refused,
            long failed,
            double p50Millis,
            double p95Millis,
            double p99Millis) {}

    /** A route within the last five minutes. */
    public record OfRoute(String route, long requests, long failed, double p95Millis) {}

    /** A minute of denials by reason; {@code other} are those of another tenant and of a policy that failed. */
    public record Denials(Instant at, int foreign, int unknown, int malformed, int insufficient, int other) {}

    /**
     * Someone who was refused within the last hour.
     *
     * @param user a keyed hash: the same for the same tenant and user under the same audit key
     * @param slowed whether they are slowed down now
     */
    public record Probing(String user, int refusals, Instant lastAt, boolean slowed) {}

    /** A request that took longer than a second. */
    public record Slow(Instant at, String route, int status, double millis, String requestId) {}

    @Override
    public void accept(Served served) {
        Instant now = clock.instant();
        traffic.at(now).count(served);
        routes.computeIfAbsent(served.route(), fresh -> new ConcurrentHashMap<>())
                .computeIfAbsent(served.method(), fresh -> new Ring<>(MINUTE, MINUTES_OF_ROUTES, Window::new))
                .at(now)
                .count(served);
        slow.count(served, now);
    }

    /** A listener that counts denials and passes everything on. */
    public SessionListener countingFor(SessionListener next) {
        return new SessionListener() {
            @Override
            public void denied(Denial denial) {
                int unused = denials.at(clock.instant())
                        .incrementAndGet(denial.reason().ordinal());
                probers.refused(denial.who());
                next.denied(denial);
            }

            @Override
            public void changed(LifeCycle change) {
                next.changed(change);
            }
        };
    }

    public Instant now() {
        return clock.instant();
    }

    /** The last five minutes, the oldest first. */
    public List<Traffic> traffic() {
        return traffic.last(
                clock.instant(),
                (at, window) -> new Traffic(
                        at,
                        window.requests(),
                        window.refused(),
                        window.failed(),
                        window.latencies().millis(HALF),
                        window.latencies().millis(MOST),
                        window.latencies().millis(NEARLY_ALL)));
    }

    /** The routes that were asked most within the last five minutes. */
    public List<OfRoute> routes() {
        Instant now = clock.instant();
        return routes.entrySet().stream()
                .flatMap(route -> route.getValue().entrySet().stream()
                        .map(method -> ofRoute(method.getKey() + " " + route.getKey(), method.getValue(), now)))
                .filter(route -> route.requests() > 0)
                .sorted(Comparator.comparingLong(OfRoute::requests).reversed().thenComparing(OfRoute::route))
                .limit(ROUTES_SHOWN)
                .toList();
    }

    private static OfRoute ofRoute(String route, Ring<Window> minutes, Instant now) {
        Window all = new Window();
        minutes.last(now).forEach(all::add);
        return new OfRoute(
                route, all.requests(), all.failed(), all.latencies().millis(MOST));
    }

    /** The last hour, the oldest minute first. */
    public List<Denials> denials() {
        return denials.last(clock.instant(), Recent::denials);
    }

    private static Denials denials(Instant at, AtomicIntegerArray counts) {
        return new Denials(
                at,
                counts.get(Denial.Reason.FOREIGN.ordinal()),
                counts.get(Denial.Reason.UNKNOWN.ordinal()),
                counts.get(Denial.Reason.MALFORMED.ordinal()),
                counts.get(Denial.Reason.INSUFFICIENT.ordinal()),
                counts.get(Denial.Reason.OTHER_TENANT.ordinal()) + counts.get(Denial.Reason.POLICY_FAILED.ordinal()));
    }

    /**
     * Those who were refused most within the last hour.
     *
     * @param slowed who is slowed down now
     */
    public List<Probing> probing(Predicate<Principal> slowed) {
        return probers.most().stream()
                .map(one -> new Probing(
                        hash.of(one.who().encoded()), one.refusals(), one.lastAt(), slowed.test(one.who())))
                .toList();
    }

    /** The slowest requests of the last hour, the slowest first. */
    public List<Slow> slow() {
        return slow.most(clock.instant()).stream()
                .map(one -> new Slow(
                        one.at(), one.route(), one.status(), Latencies.inMillis(one.nanos()), one.requestId()))
                .toList();
    }
}
