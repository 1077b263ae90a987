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
        long before = taken.get();
        while (amount <= most - before) {
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
