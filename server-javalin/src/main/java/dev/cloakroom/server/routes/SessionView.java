package dev.cloakroom.server.routes;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Session;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A session on the wire. Immutable. */
record SessionView(
        String sessionId,
        String owner,
        String access,
        Instant createdAt,
        Instant lastActiveAt,
        Instant expiresAt,
        long lastSeq,
        Map<String, String> metadata) {

    static SessionView of(Session session) {
        return new SessionView(
                session.id().text(),
                session.owner().subject(),
                word(session.access()),
                session.createdAt(),
                session.lastActiveAt(),
                session.expiresAt(),
                session.lastSeq(),
                new TreeMap<>(session.metadata())); // in one order, whatever store it comes from
    }

    /** For administrators, who are not shown what people wrote. */
    static SessionView masked(Session session) {
        return new SessionView(
                session.id().text(),
                session.owner().subject(),
                word(session.access()),
                session.createdAt(),
                session.lastActiveAt(),
                session.expiresAt(),
                session.lastSeq(),
                Map.of());
    }

    static String word(Access access) {
        return access == Access.MANAGE ? "owner" : access.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "SessionView(last seq " + lastSeq + ")";
    }
}
