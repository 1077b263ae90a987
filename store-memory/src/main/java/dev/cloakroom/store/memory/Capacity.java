package dev.cloakroom.store.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * So much and no more: a count that is taken from before anything is stored and given back when it goes.
 *
 * <p>Whoever appends takes a little, and all of them at one counter would wait for each other; so a refill of the
 * counter takes some more in advance and leaves it in one of several cells, which threads take from first. Close to the
 * end nothing is taken in advance, and the cells are emptied before anyone is refused: what is refused does not fit.
 * Thread-safe.
 */
final class Capacity {
    private static final int CELLS = 32;
    private static final int APART = 16; // longs: two cache lines, which processors fetch in pairs
    private static final long MOST_IN_ADVANCE = 16 << 10;

    private final long most;
    private final long advance;
    private final AtomicLong counter = new AtomicLong(); // with what lies in the cells
    private final AtomicLongArray cells = new AtomicLongArray(CELLS * APART);

    Capacity(long most) {
        this.most = most;
        this.advance = Math.min(MOST_IN_ADVANCE, most / (4 * CELLS));
    }

    boolean take(long amount) {
        return take(amount, 0);
    }

    /** Takes {@code amount} if then {@code spare} would still be left. */
    boolean take(long amount, long spare) {
        int cell = (int) (Thread.currentThread().getId() % CELLS) * APART;
        if (spare <= most - counter.get() && takeFromCell(cell, amount)) {
            return true;
        }
        return takeFromCounter(cell, amount, spare, advance) || (emptied() && takeFromCounter(cell, amount, spare, 0));
    }

    private boolean takeFromCell(int cell, long amount) {
        long held = cells.get(cell);
        while (amount <= held) {
            long found = cells.compareAndExchange(cell, held, held - amount);
            if (found == held) {
                return true;
            }
            held = found;
        }
        return false;
    }

    private boolean takeFromCounter(int cell, long amount, long spare, long ahead) {
        long before = counter.get();
        while (amount <= most - before - spare) {
            long more = most - before - spare - amount < 2 * CELLS * ahead ? 0 : ahead;
            long found = counter.compareAndExchange(before, before + amount + more);
            if (found == before) {
                long unused = more == 0 ? 0 : cells.addAndGet(cell, more);
                return true;
            }
            before = found;
        }
        return false;
    }

    /** Whether there was anything in the cells, which is back in the counter now. */
    private boolean emptied() {
        long found = 0;
        for (int cell = 0; cell < cells.length(); cell += APART) {
            found += cells.getAndSet(cell, 0);
        }
        give(found);
        return found > 0;
    }

    void give(long amount) {
        long unused = counter.addAndGet(-amount);
    }

    /** Exact while nobody takes. */
    long taken() {
        long inAdvance = 0;
        for (int cell = 0; cell < cells.length(); cell += APART) {
            inAdvance += cells.get(cell);
        }
        return counter.get() - inAdvance;
    }
}
