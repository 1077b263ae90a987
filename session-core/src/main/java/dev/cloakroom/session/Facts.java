package dev.cloakroom.session;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that an {@link OwnershipPolicy} may know of a session: facts that the stamp covers, so that a decision made on
 * them holds as long as the stamp does. Immutable and thread-safe.
 *
 * @param id the session
 * @param stamp the stamp that covers these facts
 * @param owner whose session it is
 * @param grant what the asking principal was granted, or null
 * @param createdAt when the session was opened, on the store's clock
 */
public record Facts(
        SessionId id,
        Stamp stamp,
        Principal owner,
        @Nullable Access grant,
        Instant createdAt) {
    public Facts {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
