package dev.cloakroom.session;

import java.time.Instant;
import java.util.Objects;

/**
 * A session's record without its history: what was decided about it, and what the store observed. Immutable and
 * thread-safe.
 *
 * @param id the session
 * @param control what was decided
 * @param createdAt when it was opened, on the store's clock
 * @param lastActiveAt when it was last used in a way that keeps it alive (R8)
 * @param expiresAt when it ends unless it is used before; never later than the absolute deadline
 * @param lastSeq where its history ends, 0 when it is empty
 */
public record Head(
        SessionId id, Control control, Instant createdAt, Instant lastActiveAt, Instant expiresAt, long lastSeq) {
    public Head {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(lastActiveAt, "lastActiveAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /** What a policy may know of this session when {@code who} asks. */
    public Facts factsFor(Principal who) {
        return new Facts(id, control.stamp(), control.owner(), control.grantOf(who), createdAt);
    }

    @Override
    public String toString() {
        return "Head[" + id + ", " + control + ", last seq " + lastSeq + "]";
    }
}
