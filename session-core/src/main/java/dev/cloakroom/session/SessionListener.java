package dev.cloakroom.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Is told of refusals and of changes of access, after they are decided and on the thread that caused them. What a
 * listener throws is logged and goes no further. One that takes longer for one reason than for another lets the clock
 * tell who is refused which it was (R4). Called from many threads at once.
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
                boolean quiet = change.kind() == LifeCycle.Kind.OPENED || change.kind() == LifeCycle.Kind.ENDED;
                Level level = quiet && !change.byAdministrator() ? Level.DEBUG : Level.INFO;
                // the arguments apart: what writes structured logs takes the names from the pattern
                LoggingEventBuilder line = log.atLevel(level)
                        .setMessage("Session {}: session={} user=\"{}\"" + (whom == null ? "" : " whom=\"{}\"")
                                + (change.byAdministrator() ? " by={}" : ""))
                        .addArgument(change.kind())
                        .addArgument(change.session())
                        .addArgument(change.who());
                if (whom != null) {
                    line = line.addArgument(whom);
                }
                if (change.byAdministrator()) {
                    line = line.addArgument("administrator");
                }
                line.log();
            }
        };
    }

    /**
     * Someone was refused a session (R12). Immutable and thread-safe.
     *
     * @param session a keyed hash of the id that was asked for: the same for the same id and audit key, and no way back
     * @param who who was refused
     * @param operation what was tried, such as {@code append} or {@code claim read}
     * @param reason why; for operators only, the person who was refused never learns it (R4)
     */
    record Denial(String session, Principal who, String operation, Reason reason) {
        /** Why access was refused. */
        public enum Reason {
            /** There is no such session, or no longer. */
            UNKNOWN,
            /** The text is no session id. */
            MALFORMED,
            /** The session is someone else's. */
            FOREIGN,
            /** The session is another tenant's. */
            OTHER_TENANT,
            /** The session is shared with this principal, but not for this. */
            INSUFFICIENT,
            /** The policy failed, which denies. */
            POLICY_FAILED
        }

        public Denial {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(who, "who");
            Objects.requireNonNull(operation, "operation");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * A session began, ended, or access to it changed. Immutable and thread-safe.
     *
     * @param kind what happened
     * @param session a keyed hash of the id, as in {@link Denial}
     * @param who who did it
     * @param whom whose access changed, or null
     * @param byAdministrator whether an administrator did it in the place of {@code who}, then the owner
     */
    record LifeCycle(
            Kind kind,
            String session,
            Principal who,
            @Nullable Principal whom,
            boolean byAdministrator) {
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
            ENDED,
            /** An administrator looks at the content. */
            REVEALED
        }

        public LifeCycle {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(who, "who");
        }
    }
}
