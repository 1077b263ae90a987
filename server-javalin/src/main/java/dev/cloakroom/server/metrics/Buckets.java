package dev.cloakroom.server.metrics;

import java.time.Duration;
import java.util.Arrays;

/** Where histograms have their steps. */
final class Buckets {

    /** Of requests: what is quick, what is noticed, and the three seconds of which operators are told. */
    static final Duration[] REQUESTS = millis(5, 10, 25, 50, 100, 250, 500, 1_000, 3_000, 10_000, 30_000);

    /** Of a store, which is asked several times for each request. */
    static final Duration[] STORE = millis(1, 2, 5, 10, 25, 50, 100, 250, 1_000, 3_000);

    /** Of what answers messages. */
    static final Duration[] RESPONDER = millis(100, 500, 1_000, 3_000, 10_000, 30_000, 60_000);

    private Buckets() {}

    private static Duration[] millis(long... steps) {
        return Arrays.stream(steps).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
