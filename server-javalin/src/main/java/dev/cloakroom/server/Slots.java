package dev.cloakroom.server;

import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many turns this instance answers at once, and how many of them one user may have: a quarter. Who waits for a slot
 * waits behind those who came before, for a bounded time, and is refused with 503 then. Thread-safe.
 */
final class Slots {

    private static final int SHARE = 4;

    private final Semaphore all;
    private final int most;
    private final int mostOfOne;
    private final long patienceNanos;
    private final ConcurrentHashMap<Principal, Share> shares = new ConcurrentHashMap<>();

    Slots(int most, Duration patience) {
        this.all = new Semaphore(most, true);
        this.most = most;
        this.mostOfOne = Math.max(1, most / SHARE);
        this.patienceNanos = patience.toNanos();
    }

    /** Works while holding a slot, as soon as one is free. */
    <T> T within(Principal who, Supplier<T> work) {
        Share share = take(who);
        try {
            return work.get();
        } finally {
            all.release();
            leave(who, share, true);
        }
    }

    private Share take(Principal who) {
        long deadline = System.nanoTime() + patienceNanos;
        Share share = join(who);
        boolean taken = false;
        boolean shared = false;
        try {
            shared = share.slots.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS);
            taken = shared && all.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!taken) {
                leave(who, share, shared);
            }
        }
        if (!taken) {
            throw overloaded(shared);
        }
        return share;
    }

    /** Turns being answered now. */
    int running() {
        return most - all.availablePermits();
    }

    private Share join(Principal who) {
        return shares.compute(who, (key, known) -> {
            Share share = known == null ? new Share(mostOfOne) : known;
            share.members++;
            return share;
        });
    }

    private void leave(Principal who, Share share, boolean holding) {
        if (holding) {
            share.slots.release();
        }
        var unused = shares.computeIfPresent(who, (key, known) -> {
            known.members--;
            return known.members == 0 ? null : known;
        });
    }

    private ProblemException overloaded(boolean shared) {
        String what = shared
                ? "All " + most + " turns of this instance are busy"
                : "This user's " + mostOfOne + " turns of this instance are busy";
        return Problem.of(ProblemCode.OVERLOADED, what + "; nothing was stored")
                .withHeader("Retry-After", "1")
                .toException();
    }

    /** One user's part, there while the user holds or wants a slot; members are counted inside the map's compute. */
    private static final class Share {
        private final Semaphore slots;
        private int members;

        Share(int most) {
            this.slots = new Semaphore(most, true);
        }
    }
}
