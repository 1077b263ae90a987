package dev.cloakroom.server.routes;

import dev.cloakroom.session.Session;
import java.time.Instant;
import java.util.Map;

/**
 * A session on the wire as administrators see it: whose it is in full, and nothing of what people wrote. Immutable.
 *
 * @param tenant the owner's, empty where there are none
 */
record AdministeredSessionView(
        String sessionId,
        String tenant,
        String owner,
        String access,
        Instant createdAt,
        Instant lastActiveAt,
        Instant expiresAt,
        long lastSeq,
        Map<String, String> metadata) {

    static AdministeredSessionView of(Session session) {
        return new AdministeredSessionView(
                session.id().text(),
                session.owner().tenant(),
                session.owner().subject(),
                SessionView.word(session.access()),
                session.createdAt(),
                session.lastActiveAt(),
                session.expiresAt(),
                session.lastSeq(),
                Map.of());
    }

    @Override
    public String toString() {
        return "AdministeredSessionView(last seq " + lastSeq + ")";
    }
}
