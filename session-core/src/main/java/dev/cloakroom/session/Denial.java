package dev.cloakroom.session;

import java.util.Objects;

/**
 * Someone was refused a session (R12). Immutable and thread-safe.
 *
 * @param session a keyed hash of the id that was asked for: the same for the same id and audit key, and no way back
 * @param who who was refused
 * @param operation what was tried, such as {@code append} or {@code claim read}
 * @param reason why; for operators only, the person who was refused never learns it (R4)
 */
public record Denial(String session, Principal who, String operation, Reason reason) {
    /** Why access was refused. */
    public enum Reason {
        /** There is no such session, or no longer. */
        UNKNOWN,
        /** The text is no session id. */
        MALFORMED,
        /** The session is someone else's. */
        FOREIGN,
        /** The session is another tenant's. */
        OTHER_TENANT,
        /** The session is shared with this principal, but not for this. */
        INSUFFICIENT,
        /** The policy failed, which denies. */
        POLICY_FAILED
    }

    public Denial {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(reason, "reason");
    }
}
