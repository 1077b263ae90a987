package dev.cloakroom.verify.wire;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a deployment has been silent for so long that it is not asked any more: a run over it is to end, not to wait
 * for each of its requests. Thread-safe.
 */
final class Silence {
    private static final int MANY = 30;
    private static final long LONG_NANOS = 10_000_000_000L;
    private static final long NAP_NANOS = 2_000_000L;

    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile long since = System.nanoTime();

    void heard(Reply reply) {
        if (reply.status() != 0) {
            forget();
        } else if (unanswered.getAndIncrement() == 0) {
            since = System.nanoTime();
        }
    }

    void forget() {
        unanswered.set(0);
    }

    boolean isLong() {
        boolean over = unanswered.get() >= MANY && System.nanoTime() - since > LONG_NANOS;
        if (over) {
            LockSupport.parkNanos(NAP_NANOS); // who asks on and on does not spin
        }
        return over;
    }
}
