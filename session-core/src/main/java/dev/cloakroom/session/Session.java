package dev.cloakroom.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A session as one principal sees it. Immutable and thread-safe; {@code toString} shows neither id nor metadata (R12).
 *
 * @param id its name
 * @param owner whose it is
 * @param access what the principal that asked may do
 * @param createdAt when it was opened, on the store's clock
 * @param lastActiveAt when it was last used
 * @param expiresAt when it ends unless it is used before
 * @param lastSeq where its history ends, 0 when it is empty
 * @param metadata its pairs
 */
public record Session(
        SessionId id,
        Principal owner,
        Access access,
        Instant createdAt,
        Instant lastActiveAt,
        Instant expiresAt,
        long lastSeq,
        Map<String, String> metadata) {
    public Session {
        metadata = Map.copyOf(metadata);
    }

    /** What {@code who} sees of a record it was let in to with {@code claimed}. */
    static Session seenBy(Principal who, Access claimed, Head head) {
        Control control = head.control();
        Access granted = control.grantOf(who);
        Access shared = granted != null && granted.includes(claimed) ? granted : claimed;
        Access access = control.owner().equals(who) ? Access.MANAGE : shared;
        return new Session(
                head.id(),
                control.owner(),
                access,
                head.createdAt(),
                head.lastActiveAt(),
                head.expiresAt(),
                head.lastSeq(),
                control.metadata());
    }

    @Override
    public String toString() {
        return "Session[" + id + ", last seq " + lastSeq + "]";
    }

    /**
     * A page of the sessions someone owns, latest activity first. Immutable and thread-safe.
     *
     * @param sessions the sessions
     * @param more whether there are further ones
     */
    public record Page(List<Session> sessions, boolean more) {
        public Page {
            sessions = List.copyOf(sessions);
        }
    }
}
