package dev.cloakroom.store.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So much and no more: a count that is taken from before anything is stored and given back when it goes. Thread-safe.
 */
final class Capacity {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    Capacity(long most) {
        this.most = most;
    }

    boolean take(long amount) {
        return take(amount, 0);
    }

    /** Takes {@code amount} if then {@code spare} would still be left. */
    boolean take(long amount, long spare) {
        long before = taken.get();
        while (amount <= most - before - spare) {
            long found = taken.compareAndExchange(before, before + amount);
            if (found == before) {
                return true;
            }
            before = found;
        }
        return false;
    }

    void give(long amount) {
        long unused = taken.addAndGet(-amount);
    }

    long taken() {
        return taken.get();
    }
}
