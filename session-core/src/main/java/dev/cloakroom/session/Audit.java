package dev.cloakroom.session;

import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionListener.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where refusals and changes of access are reported from (R12). Thread-safe. */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private final @Nullable SessionListener listener;
    private final byte[] key;

    private Audit(@Nullable SessionListener listener, byte[] key) {
        this.listener = listener;
        this.key = key;
    }

    static Audit reportingTo(SessionListener listener, byte[] key) {
        return new Audit(listener, key.clone());
    }

    /** For what core does on its own account, where a refusal is nobody's attempt. */
    static Audit silent() {
        return new Audit(null, new byte[0]);
    }

    /** Reports a refusal and returns what to throw. */
    SessionAccessDenied denied(String id, Principal who, String operation, Denial.Reason reason) {
        if (listener != null) {
            Denial denial = new Denial(Digests.keyedHex(key, id), who, operation, reason);
            guarded(() -> listener.denied(denial));
        }
        return new SessionAccessDenied();
    }

    void opened(SessionId id, Principal owner) {
        changed(LifeCycle.Kind.OPENED, id, owner, null, false);
    }

    private void changed(
            LifeCycle.Kind kind, SessionId id, Principal who, @Nullable Principal whom, boolean byAdministrator) {
        if (listener != null) {
            LifeCycle change = new LifeCycle(kind, Digests.keyedHex(key, id.text()), who, whom, byAdministrator);
            guarded(() -> listener.changed(change));
        }
    }

    /** Reports a change that was made with a claim. */
    void changed(LifeCycle.Kind kind, Claim claim, @Nullable Principal whom) {
        changed(kind, claim.id(), claim.principal(), whom, claim.isAdministrators());
    }

    private static void guarded(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException e) {
            LOG.error("a session listener failed", e);
        }
    }
}
