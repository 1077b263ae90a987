package dev.cloakroom.server.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How long things took, in buckets of which each is an eighth of its power of two wide: what is told of a quantile is
 * at most an eighth too much. About one kilobyte, whatever is recorded. Thread-safe, without a lock.
 */
final class Latencies {

    private static final int PARTS_BITS = 3;
    private static final int PARTS = 1 << PARTS_BITS;
    private static final int LONGEST = 36; // powers of two of a microsecond: beyond 19 hours all is alike
    private static final double NANOS_A_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicIntegerArray counts = new AtomicIntegerArray((LONGEST - PARTS_BITS + 2) * PARTS);

    void record(long nanos) {
        int unused = counts.incrementAndGet(bucket(TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos))));
    }

    /** Adds what another one holds. */
    void add(Latencies other) {
        for (int i = 0; i < counts.length(); i++) {
            int unused = counts.addAndGet(i, other.counts.get(i));
        }
    }

    /**
     * The milliseconds within which this share of all was done; 0 when there was nothing.
     *
     * @param share between 0 and 1
     */
    double millis(double share) {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        long wanted = Math.max(1, (long) Math.ceil(all * share));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return inMillis(TimeUnit.MICROSECONDS.toNanos(end(i)));
            }
        }
        return 0;
    }

    /** Milliseconds with three digits behind the point. */
    static double inMillis(long nanos) {
        return Math.round(nanos / NANOS_A_MILLI * 1_000) / 1_000.0;
    }

    private static int bucket(long micros) {
        long value = Math.min(micros, (1L << LONGEST) - 1);
        if (value < PARTS) {
            return (int) value;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int part = (int) (value >> (power - PARTS_BITS)) & (PARTS - 1);
        return (power - PARTS_BITS + 1) * PARTS + part;
    }

    /** Where a bucket ends, in microseconds. */
    private static long end(int bucket) {
        if (bucket < PARTS) {
            return bucket + 1L;
        }
        int power = bucket / PARTS - 1 + PARTS_BITS;
        return (long) (PARTS + bucket % PARTS + 1) << (power - PARTS_BITS);
    }
}
