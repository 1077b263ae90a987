package dev.cloakroom.server.chat;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many turns this instance answers at once, and how many of them one user may have: a quarter. Who waits for a slot
 * waits behind those who came before, for a bounded time; a user may have four times that many messages under way,
 * waiting ones included, and the instance a bounded number in all, so that nobody's waiting takes every thread. Beyond
 * that, 503. Thread-safe.
 */
public final class Slots {

    private static final int SHARE = 4;
    private static final int UNDER_WAY = 4;
    private static final int LEAST_UNDER_WAY = 16;

    private final Semaphore all;
    private final Semaphore underWay;
    private final int most;
    private final int mostUnderWay;
    private final LongAdder refused = new LongAdder();
    private final ConcurrentHashMap<Principal, Share> shares = new ConcurrentHashMap<>();

    Slots(int most, int mostUnderWay) {
        this.all = new Semaphore(most, true);
        this.underWay = new Semaphore(mostUnderWay);
        this.most = most;
        this.mostUnderWay = mostUnderWay;
    }

    /** How many of {@code most} turns one user may have. */
    public static int share(int most) {
        return Math.max(1, most / SHARE);
    }

    /**
     * Counts a message of this user as under way until the place is closed; refuses at once when there are too many.
     */
    Place enter(Principal who) {
        if (!underWay.tryAcquire()) {
            throw overloaded(mostUnderWay + " messages are under way on this instance");
        }
        Share share = shares.compute(who, (key, known) -> joined(known));
        if (share.members.get() > share.mostMembers) {
            leave(who);
            throw overloaded(share.mostMembers + " messages of this user are under way");
        }
        return new Place(who, share);
    }

    private Share joined(@Nullable Share known) {
        Share share = known == null ? new Share(share(most)) : known;
        var unused = share.members.incrementAndGet();
        return share;
    }

    private void leave(Principal who) {
        underWay.release();
        var unused = shares.computeIfPresent(who, (key, known) -> {
            return known.members.decrementAndGet() == 0 ? null : known;
        });
    }

    private ProblemException overloaded(String what) {
        refused.increment();
        return Problem.of(ProblemCode.OVERLOADED, what)
                .withHeader("Retry-After", "1")
                .toException();
    }

    /** How it stands now; the parts are read one after the other. */
    Load load() {
        int running = most - all.availablePermits();
        int waiting = Math.max(0, mostUnderWay - underWay.availablePermits() - running);
        return new Load(running, waiting, most, refused.sum());
    }

    /**
     * How many turns there are. Immutable.
     *
     * @param running with a slot
     * @param waiting for their session's turn or for a slot
     * @param limit of those that run
     * @param refused since the start, for want of a slot or of room to wait
     */
    public record Load(int running, int waiting, int limit, long refused) {}

    /** One message under way, with a slot or without. Used by one thread. */
    final class Place implements AutoCloseable {
        private final Principal who;
        private final Share share;
        private boolean holding;

        private Place(Principal who, Share share) {
            this.who = who;
            this.share = share;
        }

        /** Returns when this place has a slot, which may take as long as {@code patience}. */
        void takeSlot(Duration patience) {
            if (holding) {
                return;
            }
            long deadline = System.nanoTime() + patience.toNanos();
            boolean shared = take(share.slots, deadline);
            holding = shared && take(all, deadline);
            if (!holding) {
                if (shared) {
                    share.slots.release();
                }
                throw overloaded("All turns of this " + (shared ? "instance" : "user") + " are busy");
            }
        }

        /** Gives the slot back, if there is one; the message stays under way. */
        void releaseSlot() {
            if (holding) {
                holding = false;
                all.release();
                share.slots.release();
            }
        }

        @Override
        public void close() {
            releaseSlot();
            leave(who);
        }
    }

    private static boolean take(Semaphore slots, long deadline) {
        try {
            return slots.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One user's part, there while messages of the user are under way; members change inside the map's compute. */
    private static final class Share {
        private final Semaphore slots;
        private final int mostMembers;
        private final AtomicInteger members = new AtomicInteger();

        Share(int most) {
            this.slots = new Semaphore(most, true);
            this.mostMembers = Math.max(LEAST_UNDER_WAY, UNDER_WAY * most);
        }
    }
}
