package dev.cloakroom.session;

import java.io.IOException;

/**
 * What a session is filled with while it is opened. If it throws, the session never was: it is ended before anyone
 * learns its id.
 */
@FunctionalInterface
public interface Filling {
    /** Leaves the session as it is. */
    Filling NOTHING = claim -> {};

    /**
     * Fills the fresh session.
     *
     * @param claim of {@link Access#APPEND}
     */
    void fill(Claim claim) throws IOException;
}
