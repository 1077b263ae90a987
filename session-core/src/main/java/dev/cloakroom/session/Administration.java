package dev.cloakroom.session;

import java.util.Optional;

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
     * As {@link #claim}, and reported at once: an administrator looks at what people wrote.
     *
     * @return empty when there is no such session, which is no event
     */
    Optional<Claim> reveal(SessionId id);

    /**
     * Ends every session that someone owns.
     *
     * @return how many were ended
     */
    int closeAll(Principal owner);
}
