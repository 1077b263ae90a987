package dev.cloakroom.session;

import java.util.function.Consumer;

/**
 * The current turn of a session (R15): at most one over all instances. It is renewed in the background until it is
 * closed, and closing it lets the next one begin; a process that dies leaves a lease that runs out. Thread-safe.
 */
public final class Turn implements AutoCloseable {
    private final Claim claim;
    private final Runnable letGo;
    private final Consumer<Turn> closed;

    Turn(Claim claim, Runnable letGo, Consumer<Turn> closed) {
        this.claim = claim;
        this.letGo = letGo;
        this.closed = closed;
    }

    /** The claim whose appends count only while this turn is the current one. */
    public Claim claim() {
        return claim;
    }

    /** Ends the turn. Never throws: what cannot be ended runs out. */
    @Override
    public void close() {
        closed.accept(this);
        letGo.run();
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
