package dev.cloakroom.session;

import java.util.Locale;

/** What can be done with a session, and the access it needs. */
enum Operation {
    /** See the session's record. */
    DESCRIBE(Access.READ),
    /** Read its history. */
    READ(Access.READ),
    /** List its files, or read one. */
    READ_FILES(Access.READ),
    /** Append to its history. */
    APPEND(Access.APPEND),
    /** Change its metadata. */
    PATCH(Access.APPEND),
    /** Take, renew or end a turn. */
    TURN(Access.APPEND),
    /** Add or remove files. */
    WRITE_FILES(Access.APPEND),
    /** See, give or take grants. */
    SHARE(Access.MANAGE),
    /** Hand the session to someone else. */
    TRANSFER(Access.MANAGE),
    /** End it. */
    END(Access.MANAGE);

    private final Access needed;

    Operation(Access needed) {
        this.needed = needed;
    }

    /** The access it needs. */
    Access needed() {
        return needed;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
