package dev.cloakroom.session;

import dev.cloakroom.session.Control.Lease;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of running turns alive and lets go of them. What a renewal meets is nobody's attempt, so it goes
 * through a gate that reports nothing. Thread-safe.
 */
final class TurnLeases implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(15);
    /** A turn that nobody closed is not renewed for ever; its session could not expire. */
    static final int MOST_RENEWALS = 720;

    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final int THREADS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(TurnLeases.class);

    private final Gate quiet;
    private final Changes changes;
    private final SecureRandom random;
    private final ScheduledThreadPoolExecutor renewals;

    TurnLeases(Gate quiet, Changes changes, SecureRandom random) {
        this(quiet, changes, random, new ScheduledThreadPoolExecutor(THREADS, TurnLeases::daemon));
    }

    TurnLeases(Gate quiet, Changes changes, SecureRandom random, ScheduledThreadPoolExecutor renewals) {
        this.quiet = quiet;
        this.changes = changes;
        this.random = random;
        this.renewals = renewals;
        renewals.setRemoveOnCancelPolicy(true);
    }

    /**
     * Renews a turn's lease until it is let go of, or lost.
     *
     * @param head the record in which the turn was taken
     * @return lets go; runs once however often it is called
     */
    Runnable hold(Claim fenced, Head head) {
        Held held = new Held(fenced, head);
        Future<?> renewal = schedule(held);
        AtomicBoolean letGo = new AtomicBoolean();
        return () -> {
            if (letGo.compareAndSet(false, true)) {
                boolean unused = renewal.cancel(false);
                boolean unusedToo = held.set(null);
            }
        };
    }

    private Future<?> schedule(Held held) {
        long every = RENEWAL.toMillis();
        try {
            return renewals.scheduleWithFixedDelay(held::renew, every, every, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            boolean unused = held.set(null);
            throw new StoreUnavailable("the registry is closed", e);
        }
    }

    /**
     * One turn and its record as it was seen last, which saves a read when the turn is ended and nobody else has
     * changed the control. A renewal reads: a turn that ran out is not brought back.
     */
    private final class Held {
        private final Claim fenced;
        private volatile Head seen;
        private int renewed;

        Held(Claim fenced, Head head) {
            this.fenced = fenced;
            this.seen = head;
        }

        /** Ends its own repetition, by throwing, once the turn is lost or has lasted too long. */
        void renew() {
            boolean mine = set(new Lease(fenced.fence(), fenced.principal(), LEASE));
            if (!mine || ++renewed == MOST_RENEWALS) {
                throw new IllegalStateException("the turn is over");
            }
        }

        /**
         * Renews or ends the turn of this fence; a turn that is someone else's by now is left alone.
         *
         * @return false when the turn was found to be over
         */
        boolean set(@Nullable Lease next) {
            try {
                Changes.Changed change = changes.apply(
                        quiet,
                        fenced,
                        Operation.TURN,
                        found -> {
                            Control control = found.control();
                            return control.isInTurn(fenced.fence()) ? control.withTurn(next, random) : control;
                        },
                        LEASE,
                        next == null ? seen : null);
                seen = change.head();
                return change.applied();
            } catch (SessionAccessDenied gone) {
                LOG.debug("a turn ended with its session or with its holder's access");
                return false;
            } catch (SessionException e) {
                LOG.warn("a turn could not be renewed or ended; its lease runs out by itself: {}", e.getMessage());
                return true;
            }
        }
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
