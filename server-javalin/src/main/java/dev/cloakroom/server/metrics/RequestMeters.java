package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.Served;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests by route, method and status, and how long they took. A stream of events counts as a request and not in the
 * durations: it lasts as long as its client likes. Meters are found by two look-ups without making anything, and there
 * are as many as routes have methods and statuses. Thread-safe; takes no lock once a meter is there.
 */
final class RequestMeters implements Consumer<Served> {

    private static final int LEAST_STATUS = 100;
    private static final int STATUSES = 500;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, OfRoute>> routes = new ConcurrentHashMap<>();
    private final Counter replays;

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
        this.replays = Counter.builder("cloakroom_replays")
                .description("Answers that were given before, under the same Idempotency-Key")
                .register(registry);
    }

    @Override
    public void accept(Served served) {
        OfRoute meters = of(served.route(), served.method());
        meters.count(served.status());
        if (!served.streamed()) {
            meters.durations.record(served.nanos(), TimeUnit.NANOSECONDS);
        }
        if (served.replayed()) {
            replays.increment();
        }
    }

    private OfRoute of(String route, String method) {
        ConcurrentHashMap<String, OfRoute> known = routes.get(route);
        OfRoute meters = known == null ? null : known.get(method);
        return meters != null
                ? meters
                : routes.computeIfAbsent(route, fresh -> new ConcurrentHashMap<>())
                        .computeIfAbsent(method, fresh -> new OfRoute(route, method));
    }

    /** Of one route and method. */
    private final class OfRoute {
        private final String route;
        private final String method;
        private final Timer durations;
        private final AtomicReferenceArray<@Nullable Counter> byStatus = new AtomicReferenceArray<>(STATUSES);

        OfRoute(String route, String method) {
            this.route = route;
            this.method = method;
            this.durations = Timer.builder("cloakroom_request_duration")
                    .description("From the first byte of a request to the end of its answer; streams of events not")
                    .tags("route", route, "method", method)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }

        void count(int status) {
            int index = Math.max(0, Math.min(STATUSES - 1, status - LEAST_STATUS));
            Counter known = byStatus.get(index);
            if (known == null) {
                known = Counter.builder("cloakroom_requests")
                        .description("Requests that were answered")
                        .tags("route", route, "method", method, "status", Integer.toString(index + LEAST_STATUS))
                        .register(registry); // the same one for whoever comes at the same time
                byStatus.set(index, known);
            }
            known.increment();
        }
    }
}
