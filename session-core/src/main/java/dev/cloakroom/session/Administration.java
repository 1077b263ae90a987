package dev.cloakroom.session;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs a deployment may do with sessions of others: in the place of their owners, through the same guard
 * as everyone (R3), and reported as an administrator's doing (R12). No policy is asked, so an application gives this
 * only to code that has made sure that an administrator is asking. Thread-safe.
 */
public interface Administration {
    /**
     * A claim of {@link Access#MANAGE} in the place of the owner, whoever that is when it is used. With it a session is
     * described, transferred and ended as the owner could, and each change is told to the {@link SessionListener} with
     * {@link SessionListener.LifeCycle#byAdministrator}. What is not there by then is refused and is no event.
     *
     * <p>It reads, too. Whoever shows content to a person asks for {@link #reveal} instead.
     *
     * @return empty when there is no such session
     */
    Optional<Claim> claim(SessionId id);

    /**
     * As {@link #claim}, and reported at once: an administrator looks at what people wrote. It is bound to who owns the
     * session now, whom the report names: once that is someone else, it is refused.
     *
     * @return empty when there is no such session, which is no event
     */
    Optional<Claim> reveal(SessionId id);

    /**
     * Ends every session that someone owns. One that is handed to someone else meanwhile stays.
     *
     * @return how many were ended
     */
    int closeAll(Principal owner);

    /**
     * Some of the sessions that are alive, whoever owns them, in no order, and none twice; {@link Inventory} says what
     * a walk from part to part promises. No content, so no event.
     *
     * @param tenant whose sessions are wanted, or null for those of all
     * @param after where the part before ended, or null to begin
     * @param limit how many are wanted, 1 to {@link Limit#PAGE_ENTRIES}; a few more may come, and fewer or none
     *     although there are further ones
     * @return empty when the store has no {@link SessionStore#inventory}
     * @throws InvalidInput when the store never gave out {@code after}
     */
    Optional<Part> sessions(@Nullable String tenant, @Nullable String after, int limit);

    /**
     * A part of all sessions, as their owners see them. Immutable and thread-safe.
     *
     * @param sessions in no order
     * @param next where the next part begins, null behind the last one
     */
    record Part(List<Session> sessions, @Nullable String next) {
        public Part {
            sessions = List.copyOf(sessions);
        }

        @Override
        public String toString() {
            return "Part[" + sessions.size() + " sessions" + (next == null ? "]" : ", more]");
        }
    }
}
