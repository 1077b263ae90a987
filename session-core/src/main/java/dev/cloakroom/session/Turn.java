package dev.cloakroom.session;

/**
 * The current turn of a session (R15): at most one over all instances. It is renewed in the background until it is
 * closed, and closing it lets the next one begin; a process that dies leaves a lease that runs out. Thread-safe.
 */
public final class Turn implements AutoCloseable {
    private final Claim claim;
    private final Runnable end;

    Turn(Claim claim, Runnable end) {
        this.claim = claim;
        this.end = end;
    }

    /** The claim whose appends count only while this turn is the current one. */
    public Claim claim() {
        return claim;
    }

    /** Ends the turn. Never throws: what cannot be ended runs out. */
    @Override
    public void close() {
        end.run();
    }
}
