package dev.cloakroom.session;

/** What to do when a session's turn is taken. */
public enum OnBusy {
    /** Wait in line, for a bounded time. */
    WAIT,
    /** Give up at once. */
    REJECT,
    /** Take the turn over: the newer wins, and late appends of the older are refused. */
    SUPERSEDE
}
