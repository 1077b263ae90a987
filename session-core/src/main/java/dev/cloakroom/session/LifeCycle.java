package dev.cloakroom.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session began, ended, or access to it changed. Immutable and thread-safe.
 *
 * @param kind what happened
 * @param session a keyed hash of the id, as in {@link Denial}
 * @param who who did it
 * @param whom whose access changed, or null
 */
public record LifeCycle(
        Kind kind, String session, Principal who, @Nullable Principal whom) {
    /** What happened. */
    public enum Kind {
        /** A session was opened. */
        OPENED,
        /** Someone was given access. */
        GRANTED,
        /** Someone's access was taken. */
        REVOKED,
        /** The session has another owner. */
        TRANSFERRED,
        /** The session was ended by someone; expiry is not told. */
        ENDED
    }

    public LifeCycle {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(who, "who");
    }
}
