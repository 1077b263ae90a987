package dev.cloakroom.session;

import dev.cloakroom.session.SessionConflict.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes, renews and ends turns. A turn is a lease in the session's control, taken by swap, so it is one over all
 * instances; who waits does so in a line of this process, listens for the session's bell and looks by itself as well.
 * Thread-safe.
 */
final class Turns implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final SessionStore store;
    private final Gate gate;
    private final Gate quiet;
    private final Changes changes;
    private final SecureRandom random;
    private final TurnLines lines;
    private final ScheduledThreadPoolExecutor renewals;

    Turns(SessionStore store, Gate gate, Changes changes, SecureRandom random) {
        this.store = store;
        this.gate = gate;
        this.quiet = gate.silenced();
        this.changes = changes;
        this.random = random;
        this.lines = new TurnLines(store.limits());
        this.renewals = new ScheduledThreadPoolExecutor(1, Turns::daemon);
        renewals.setRemoveOnCancelPolicy(true);
    }

    /** Takes the turn. The first look decides access, before anyone waits. */
    Turn begin(Claim claim, OnBusy onBusy, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
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
        long fence = freshFence();
        Head head = changes.apply(gate, claim, Operation.TURN, found -> {
            Lease running = found.control().turn();
            boolean free = takeOver || running == null || !running.running();
            return free && mayTake ? found.control().withTurn(lease(claim.fencedBy(fence))) : found.control();
        });
        Lease lease = head.control().turn();
        return lease != null && lease.fence() == fence ? Optional.of(renewed(claim.fencedBy(fence))) : Optional.empty();
    }

    private Turn renewed(Claim fenced) {
        Future<?> renewal = renewals.scheduleWithFixedDelay(
                () -> setLease(fenced, lease(fenced)), RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        return new Turn(fenced, () -> {
            if (renewal.cancel(false)) {
                setLease(fenced, null);
            }
        });
    }

    /** Renews or ends the turn of this fence; a turn that is someone else's by now is left alone. */
    private void setLease(Claim fenced, @Nullable Lease next) {
        try {
            Head unused = changes.apply(quiet, fenced, Operation.TURN, found -> {
                Control control = found.control();
                return control.isInTurn(fenced.fence()) ? control.withTurn(next) : control;
            });
        } catch (SessionAccessDenied gone) {
            LOG.debug("a turn ended with its session or with its holder's access");
        } catch (SessionException e) {
            LOG.warn("a turn could not be renewed or ended; its lease runs out by itself: {}", e.getMessage());
        }
    }

    private static Lease lease(Claim fenced) {
        return new Lease(fenced.fence(), fenced.principal(), LEASE);
    }

    private long freshFence() {
        long fence = random.nextLong();
        return fence == Claim.UNFENCED ? 1 : fence;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "cloakroom-turns");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        renewals.shutdown();
    }
}
