package dev.cloakroom.session;

/** The session's state refuses what the caller may otherwise do. Nothing was stored. */
public final class SessionConflict extends SessionException {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Kind {
        /** The history does not end where the append expected it to. */
        EXPECTED_SEQ,
        /** Someone else's turn is running, and the caller would not, or could no longer, wait. */
        TURN_IN_PROGRESS,
        /** The turn of this claim is over: superseded, expired or ended (R15). */
        TURN_LOST,
        /** The request with this idempotency key is being answered now, by this instance or another one. */
        KEY_IN_FLIGHT,
        /** The idempotency key stands for other content (R6). */
        KEY_REUSED
    }

    private final Kind kind;

    SessionConflict(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What stands in the way. */
    public Kind kind() {
        return kind;
    }
}
