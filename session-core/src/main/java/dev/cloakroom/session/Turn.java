package dev.cloakroom.session;

import java.util.function.Consumer;

/**
 * The current turn of a session (R15): at most one over all instances. It is renewed in the background until it is
 * closed, and closing it lets the next one begin; a process that dies leaves a lease that runs out. Thread-safe.
 */
public final class Turn implements AutoCloseable {
    private final Claim claim;
    private final TurnSignal signal;
    private final Runnable letGo;
    private final Consumer<Turn> closed;

    Turn(Claim claim, TurnSignal signal, Runnable letGo, Consumer<Turn> closed) {
        this.claim = claim;
        this.signal = signal;
        this.letGo = letGo;
        this.closed = closed;
    }

    /** The claim whose appends count only while this turn is the current one. */
    public Claim claim() {
        return claim;
    }

    /**
     * What is known of the turn without asking the store. What happens in this process is known at once, what happens
     * elsewhere within seconds; only an append proves that the turn is still the current one.
     */
    public State state() {
        return signal.state();
    }

    /**
     * Runs an action, once, when the turn is found to be stopping or lost: now, if it is so already. At most one action
     * waits; a second one takes its place.
     *
     * @param action called on any thread; returns at once
     */
    public void whenStopped(Runnable action) {
        signal.whenStopped(action);
    }

    /** Ends the turn. Never throws: what cannot be ended runs out. */
    @Override
    public void close() {
        closed.accept(this);
        letGo.run();
    }

    TurnSignal signal() {
        return signal;
    }

    /** What is known of a turn. */
    public enum State {
        /** Nothing speaks against it. */
        RUNNING,
        /** Someone asked for it to end early: what there is of a reply can still be appended. */
        STOPPING,
        /** Superseded, expired or ended, or its holder lost access: its appends are refused. */
        LOST
    }

    /** What to do when a session's turn is taken. */
    public enum OnBusy {
        /** Wait in line, for a bounded time. */
        WAIT,
        /** Give up at once. */
        REJECT,
        /** Take the turn over: the newer wins, and late appends of the older are refused. */
        SUPERSEDE
    }
}
