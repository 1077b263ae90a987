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

/**
 * Takes turns. A turn is a lease in the session's control, taken by swap, so it is one over all instances; who waits
 * does so in a line of this process, listens for the session's bell and looks by itself as well. Thread-safe.
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

    /** Takes the turn. The first look decides access, before anyone waits. */
    Turn begin(Claim claim, OnBusy onBusy, Duration patience) {
        if (closed) {
            throw new StoreUnavailable("the registry is closed");
        }
        Duration bounded = patience.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : patience;
        long deadline = System.nanoTime() + bounded.toNanos();
        boolean takeOver = onBusy == OnBusy.SUPERSEDE;
        Optional<Turn> taken = take(claim, takeOver, takeOver || !lines.isForming(claim.id()));
        if (taken.isPresent()) {
            return taken.get();
        }
        if (onBusy == OnBusy.REJECT) {
            throw new SessionConflict(Kind.TURN_IN_PROGRESS, "another turn of the session is running");
        }
        try (TurnLines.Place place = lines.join(claim.id())) {
            place.awaitFront(deadline);
            return takeWhenFree(claim, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionConflict(Kind.TURN_IN_PROGRESS, "interrupted while waiting for the session's turn");
        }
    }

    private Turn takeWhenFree(Claim claim, long deadline) throws InterruptedException {
        Semaphore rung = new Semaphore(0);
        Bell bell = store.bell(claim.id(), rung::release);
        try {
            while (true) {
                Optional<Turn> taken = take(claim, false, true);
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

    private Optional<Turn> take(Claim claim, boolean takeOver, boolean mayTake) {
        Lease wanted = new Lease(freshFence(), claim.principal(), TurnLeases.LEASE, false);
        Changes.Changed change = changes.apply(
                gate,
                claim,
                Operation.TURN,
                found -> {
                    Lease running = found.control().turn();
                    boolean free = takeOver || running == null || !running.running();
                    return free && mayTake ? found.control().withTurn(wanted, random) : found.control();
                },
                TurnLeases.LEASE,
                null);
        if (!change.applied()) {
            return Optional.empty();
        }
        notice(change.head()); // one that was taken over ends early
        return Optional.of(held(claim.fencedBy(wanted.fence()), change.head()));
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

    private long freshFence() {
        long fence = random.nextLong();
        return fence == Claim.UNFENCED ? 1 : fence;
    }

    /** Ends every turn of this process, so that nobody elsewhere has to wait for its lease to run out. */
    @Override
    public void close() {
        closed = true;
        open.forEach(Turn::close);
        leases.close();
    }
}
