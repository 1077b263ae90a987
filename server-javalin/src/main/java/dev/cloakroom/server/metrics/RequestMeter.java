package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.RequestWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times requests by method, route and status, and what they were refused with. Methods, routes and statuses
 * are those that exist, so there is a bounded number of lines whatever clients send. Thread-safe, without a lock; a
 * request costs a look-up and no new label.
 */
final class RequestMeter implements RequestWatch {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final int[] STATUSES = IntStream.concat(
                    IntStream.of(200, 201, 204, 304),
                    Arrays.stream(ProblemCode.values()).mapToInt(ProblemCode::status))
            .sorted()
            .distinct()
            .toArray();
    private static final String NONE = "none";
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, AtomicReferenceArray<@Nullable Timer>> routes = new ConcurrentHashMap<>();
    private final Map<ProblemCode, Counter> problems = new EnumMap<>(ProblemCode.class);
    private final Counter replays;

    RequestMeter(MeterRegistry registry) {
        this.registry = registry;
        this.replays = Counter.builder("cloakroom.replays")
                .description("Answers that were given before, to the same idempotency key")
                .register(registry);
        for (ProblemCode code : ProblemCode.values()) {
            problems.put(
                    code,
                    Counter.builder("cloakroom.problems")
                            .description("Requests that were refused, by the code of the problem document")
                            .tag("code", code.code())
                            .register(registry));
        }
    }

    @Override
    public void answered(Seen seen) {
        timer(seen.route(), METHODS.indexOf(seen.method()), seen.status()).record(seen.nanos(), TimeUnit.NANOSECONDS);
        seen.problem()
                .ifPresent(code -> Objects.requireNonNull(problems.get(code)).increment());
        if (seen.replayed()) {
            replays.increment();
        }
    }

    private Timer timer(String route, int method, int status) {
        int found = Arrays.binarySearch(STATUSES, status);
        int place = (method + 1) * (STATUSES.length + 1) + (found < 0 ? STATUSES.length : found);
        AtomicReferenceArray<@Nullable Timer> timers = routes.get(route);
        if (timers == null) {
            timers = routes.computeIfAbsent(
                    route, key -> new AtomicReferenceArray<>((METHODS.size() + 1) * (STATUSES.length + 1)));
        }
        Timer timer = timers.get(place);
        if (timer == null) {
            timer = Timer.builder("cloakroom.http.requests")
                    .description("How long requests took until their answer was complete, or their live stream began")
                    .tag("method", method < 0 ? OTHER : METHODS.get(method))
                    .tag("route", route.isEmpty() ? NONE : route)
                    .tag("status", found < 0 ? OTHER : Integer.toString(status))
                    .serviceLevelObjectives(Buckets.REQUESTS)
                    .register(registry);
            timers.set(place, timer);
        }
        return timer;
    }
}
