package dev.cloakroom.session;

import dev.cloakroom.session.SessionListener.Denial;

/**
 * No access. One type and one message for sessions of others, sessions that never were, have expired or ended, ids that
 * are none, and rights that are too small: who catches it cannot tell them apart (R4). The reason is in the
 * {@link Denial} that a {@link SessionListener} receives.
 */
public final class SessionAccessDenied extends SessionException {
    private static final long serialVersionUID = 1L;

    SessionAccessDenied() {
        super("Session does not belong to user");
    }
}
