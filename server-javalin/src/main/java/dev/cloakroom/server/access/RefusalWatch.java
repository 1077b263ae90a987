package dev.cloakroom.server.access;

import dev.cloakroom.session.Principal;

/**
 * Is told of refusals that come before any session is asked for, each of which the security log has too (R12). Called
 * from many threads at once; returns at once.
 */
public interface RefusalWatch {

    /** Nobody watches. */
    RefusalWatch NOBODY = new RefusalWatch() {};

    /** What someone asks for too often. */
    enum Rate {
        /** Requests of a user. */
        USER,
        /** Requests from an address. */
        ADDRESS
    }

    /**
     * A request was not believed.
     *
     * @param reason in the server's own words
     */
    default void notBelieved(String reason) {}

    /** Someone asks too often. */
    default void limited(Rate rate) {}

    /** Someone who was refused sessions too often is slowed down. */
    default void slowed(Principal who) {}
}
