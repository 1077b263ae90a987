package dev.cloakroom.session;

import dev.cloakroom.session.Control.Lease;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
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

    /** How often a turn's record is looked at, so that it is known soon what others did to it. */
    static final Duration LOOK = Duration.ofSeconds(1);
    /** Every so many looks the lease is renewed. */
    static final int LOOKS_A_RENEWAL = 5;

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
     * @param signal is told what is seen of the turn
     * @return lets go; runs once however often it is called
     */
    Runnable hold(Claim fenced, Head head, TurnSignal signal) {
        Held held = new Held(fenced, head, signal);
        Future<?> renewal = schedule(held);
        AtomicBoolean letGo = new AtomicBoolean();
        return () -> {
            if (letGo.compareAndSet(false, true)) {
                boolean unused = renewal.cancel(false);
                held.end();
            }
        };
    }

    private Future<?> schedule(Held held) {
        long every = LOOK.toMillis();
        try {
            return renewals.scheduleWithFixedDelay(held::look, every, every, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            held.end();
            throw new StoreUnavailable("the registry is closed", e);
        }
    }

    /**
     * One turn and its record as it was seen last, which saves a read when the turn is ended and nobody else has
     * changed the control. A look reads: a turn that ran out is not brought back.
     */
    private final class Held {
        private final Claim fenced;
        private final TurnSignal signal;
        private volatile Head seen;
        private int looks;

        Held(Claim fenced, Head head, TurnSignal signal) {
            this.fenced = fenced;
            this.seen = head;
            this.signal = signal;
        }

        /** Ends its own repetition, by throwing, once the turn is lost or has lasted too long. */
        void look() {
            boolean renews = ++looks % LOOKS_A_RENEWAL == 0;
            boolean mine = change(renews ? this::renewed : UnaryOperator.identity(), null);
            if (!mine) {
                signal.lost();
            }
            if (!mine || looks == MOST_RENEWALS * LOOKS_A_RENEWAL) {
                throw new IllegalStateException("the turn is over");
            }
            signal.notice(seen.control());
        }

        private Control renewed(Control control) {
            boolean stopping = control.turn() != null && control.turn().stopping();
            return control.withTurn(new Lease(fenced.fence(), fenced.principal(), LEASE, stopping), random);
        }

        void end() {
            boolean unused = change(control -> control.withTurn(null, random), seen);
        }

        /**
         * Takes a step while the turn is still that of this fence; a turn that is someone else's by now is left alone.
         *
         * @param known the record to try first without reading, or null
         * @return false when the turn was found to be over
         */
        private boolean change(UnaryOperator<Control> step, @Nullable Head known) {
            try {
                boolean[] mine = new boolean[1];
                Changes.Changed change = changes.apply(
                        quiet,
                        fenced,
                        Operation.TURN,
                        found -> {
                            mine[0] = found.control().isInTurn(fenced.fence());
                            return mine[0] ? step.apply(found.control()) : found.control();
                        },
                        LEASE,
                        known);
                seen = change.head();
                return mine[0];
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
