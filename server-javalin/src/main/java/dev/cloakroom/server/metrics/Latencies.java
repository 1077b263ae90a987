package dev.cloakroom.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took, in steps of a fifth: a percentile is told a fifth too long at most. A few hundred bytes, and an
 * atomic operation for each thing. Thread-safe.
 */
final class Latencies {

    private static final double STEP = 1.2;
    /** From a tenth of a millisecond to more than ten minutes. */
    private static final long FIRST_NANOS = 100_000;

    private static final int STEPS = 88;
    private static final double NANOS_A_MILLI = 1e6;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);

    void add(long nanos) {
        int step = nanos <= FIRST_NANOS ? 0 : (int) Math.ceil(Math.log((double) nanos / FIRST_NANOS) / Math.log(STEP));
        var unused = counts.incrementAndGet(Math.min(step, STEPS - 1));
    }

    long count() {
        long sum = 0;
        for (int step = 0; step < STEPS; step++) {
            sum += counts.get(step);
        }
        return sum;
    }

    void addTo(Latencies other) {
        for (int step = 0; step < STEPS; step++) {
            var unused = other.counts.addAndGet(step, counts.get(step));
        }
    }

    /** The milliseconds within which this share of all was done, rounded to a tenth; 0 when there was nothing. */
    double millis(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long passed = 0;
        for (int step = 0; step < STEPS && wanted > 0; step++) {
            passed += counts.get(step);
            if (passed >= wanted) {
                double nanos = FIRST_NANOS * Math.pow(STEP, step);
                return Math.round(nanos / NANOS_A_MILLI * 10) / 10.0;
            }
        }
        return 0;
    }
}
