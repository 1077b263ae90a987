package dev.cloakroom.benchmarks;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * When the next request is due: at once, or at even distances. Who is late does not wait, but what was missed for more
 * than a second is let go, so that a pause is no reason for a rush. Each worker has one of its own; the counters are
 * shared.
 */
final class Pace {
    private static final long MOST_LATE = 1_000_000_000L;

    private final long distance;
    private final LongAdder done;
    private long due = System.nanoTime();

    /**
     * A pace that begins now.
     *
     * @param distance nanoseconds from one request to the next, 0 for none
     */
    Pace(long distance, LongAdder done) {
        this.distance = distance;
        this.done = done;
    }

    /** Waits until the next request is due. */
    void next() {
        if (distance > 0) {
            due = Math.max(due + distance, System.nanoTime() - MOST_LATE);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        done.increment();
    }
}
