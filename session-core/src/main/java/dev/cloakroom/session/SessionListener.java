package dev.cloakroom.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Is told of refusals and of changes of access, after they are decided and on the thread that caused them. What a
 * listener throws is logged and goes no further. Called from many threads at once.
 */
public interface SessionListener {
    /** Exactly once for each refused claim or operation (R12). */
    default void denied(Denial denial) {}

    /** After each opening, grant, revoke, transfer and end that was acknowledged. */
    default void changed(LifeCycle change) {}

    /**
     * Writes to the logger {@code cloakroom.security}: refusals as warnings, changes of access as information, openings
     * and ends for debugging.
     */
    static SessionListener logging() {
        Logger log = LoggerFactory.getLogger("cloakroom.security");
        return new SessionListener() {
            @Override
            public void denied(Denial denial) {
                log.warn(
                        "Session hijacking attempt: session={} user=\"{}\" operation=\"{}\" reason={}",
                        denial.session(),
                        denial.who(),
                        denial.operation(),
                        denial.reason());
            }

            @Override
            public void changed(LifeCycle change) {
                Principal whom = change.whom();
                boolean access = change.kind() != LifeCycle.Kind.OPENED && change.kind() != LifeCycle.Kind.ENDED;
                log.atLevel(access ? Level.INFO : Level.DEBUG)
                        .log(
                                "Session {}: session={} user=\"{}\"{}",
                                change.kind(),
                                change.session(),
                                change.who(),
                                whom == null ? "" : " whom=\"" + whom + "\"");
            }
        };
    }
}
