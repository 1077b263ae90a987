package dev.cloakroom.session;

import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.SessionConflict.Kind;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.session.Turn.OnBusy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns. A turn is a lease in the session's control, taken by swap, so it is one over all instances; who waits
 * does so in a line of this process, listens for the session's bell and looks by itself as well. Thread-safe.
 *
 * <p>A turn's fencing token is 64 random bits. Of a turn that works on an idempotency key the upper 32 are the key's
 * instead, within its scope, so the record says which request is being answered without a field for it: that is how a
 * retry that reaches another instance is told at once. That two tokens under one key are equal by chance (1 in 2^32)
 * harms nothing, since what both append bears the key too.
 */
final class Turns implements AutoCloseable {
    private static final Duration LONGEST_PATIENCE = Duration.ofDays(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final SessionStore store;
    private final Gate gate;
    private final Changes changes;
    private final SecureRandom random;
    private final TurnLines lines;
    private final TurnLeases leases;
    private final Set<Turn> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Turns(SessionStore store, Gate gate, Changes changes, SecureRandom random) {
        this(store, gate, changes, random, new TurnLeases(gate.silenced(), changes, random));
    }

    Turns(SessionStore store, Gate gate, Changes changes, SecureRandom random, TurnLeases leases) {
        this.store = store;
        this.gate = gate;
        this.changes = changes;
        this.random = random;
        this.lines = new TurnLines(store.limits());
        this.leases = leases;
    }

    /**
     * Takes the turn. The first look decides access, before anyone waits.
     *
     * @param key of the request that the turn answers, or null
     */
    Turn begin(Claim claim, OnBusy onBusy, Duration patience, @Nullable IdempotencyKey key) {
        if (closed) {
            throw new StoreUnavailable("the registry is closed");
        }
        Wish wish = wish(claim, key);
        Duration bounded = patience.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : patience;
        long deadline = System.nanoTime() + bounded.toNanos();
        boolean takeOver = onBusy == OnBusy.SUPERSEDE;
        Optional<Turn> taken = take(wish, takeOver, takeOver || !lines.isForming(claim.id()));
        if (taken.isPresent()) {
            return taken.get();
        }
        if (onBusy == OnBusy.REJECT) {
            throw new SessionConflict(Kind.TURN_IN_PROGRESS, "another turn of the session is running");
        }
        try (TurnLines.Place place = lines.join(claim.id())) {
            place.awaitFront(deadline);
            return takeWhenFree(wish, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionConflict(Kind.TURN_IN_PROGRESS, "interrupted while waiting for the session's turn");
        }
    }

    /**
     * A turn that is wanted.
     *
     * @param keyed whether the upper half of its fence is a key's
     */
    private record Wish(Claim claim, Lease lease, boolean keyed) {
        Lease unlessAnswered(@Nullable Lease running) {
            if (keyed && running != null && running.running() && running.fence() >> 32 == lease.fence() >> 32) {
                throw new SessionConflict(Kind.KEY_IN_FLIGHT, "a turn with this idempotency key is running");
            }
            return lease;
        }
    }

    private Wish wish(Claim claim, @Nullable IdempotencyKey key) {
        Principal who = claim.principal();
        long fence = random.nextLong();
        if (key != null) {
            long mark = Long.parseLong(key.scopedTo(who), 0, 8, 16);
            fence = (mark << 32) | (fence & 0xffff_ffffL);
        }
        long token = fence == Claim.UNFENCED ? 1 : fence;
        return new Wish(claim, new Lease(token, who, TurnLeases.LEASE, false), key != null);
    }

    private Turn takeWhenFree(Wish wish, long deadline) throws InterruptedException {
        Semaphore rung = new Semaphore(0);
        Bell bell = store.bell(wish.claim().id(), rung::release);
        try {
            while (true) {
                Optional<Turn> taken = take(wish, false, true);
                if (taken.isPresent()) {
                    return taken.get();
                }
                awaitRing(rung, deadline);
            }
        } finally {
            bell.close();
        }
    }

    /** Returns at a ring, or after a while without one; rings that came together count as one. */
    private static void awaitRing(Semaphore rung, long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SessionConflict(
                    Kind.TURN_IN_PROGRESS, "another turn of the session is still running after the wait");
        }
        if (rung.tryAcquire(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
            int unused = rung.drainPermits();
        }
    }

    private Optional<Turn> take(Wish wish, boolean takeOver, boolean mayTake) {
        Changes.Changed change = changes.apply(
                gate,
                wish.claim(),
                Operation.TURN,
                found -> {
                    Lease running = found.control().turn();
                    Lease wanted = wish.unlessAnswered(running);
                    boolean free = takeOver || running == null || !running.running();
                    return free && mayTake ? found.control().withTurn(wanted, random) : found.control();
                },
                TurnLeases.LEASE,
                null);
        if (!change.applied()) {
            return Optional.empty();
        }
        notice(change.head()); // one that was taken over ends early
        return Optional.of(held(wish.claim().fencedBy(wish.lease().fence()), change.head()));
    }

    private Turn held(Claim fenced, Head head) {
        TurnSignal signal = new TurnSignal(fenced.fence());
        Turn turn = new Turn(fenced, signal, leases.hold(fenced, head, signal), open::remove);
        boolean unused = open.add(turn);
        return turn;
    }

    /** Asks the running turn to end early; whether one was running. */
    boolean stop(Claim claim) {
        Changes.Changed change = changes.apply(
                gate, claim, Operation.TURN, found -> found.control().stoppingTurn(random));
        notice(change.head());
        Lease turn = change.head().control().turn();
        return turn != null && turn.running();
    }

    /** Lets turns of this process know at once what became of their session. */
    void notice(Head head) {
        turnsOf(head.id()).forEach(signal -> signal.notice(head.control()));
    }

    /** Lets turns of this process know at once that their session has ended. */
    void noticeEnd(SessionId id) {
        turnsOf(id).forEach(TurnSignal::lost);
    }

    private Stream<TurnSignal> turnsOf(SessionId id) {
        return open.stream().filter(turn -> turn.claim().id().equals(id)).map(Turn::signal);
    }

    /** Ends every turn of this process, so that nobody elsewhere has to wait for its lease to run out. */
    @Override
    public void close() {
        closed = true;
        open.forEach(Turn::close);
        leases.close();
    }
}
