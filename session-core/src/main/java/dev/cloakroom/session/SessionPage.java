package dev.cloakroom.session;

import java.util.List;

/**
 * A page of the sessions someone owns, latest activity first. Immutable and thread-safe.
 *
 * @param sessions the sessions
 * @param more whether there are further ones
 */
public record SessionPage(List<Session> sessions, boolean more) {
    public SessionPage {
        sessions = List.copyOf(sessions);
    }
}
