package dev.cloakroom.session;

/** What someone may do with a session. Each level includes those before it. */
public enum Access {
    /** See the session, its history and its files. */
    READ,
    /** Also append, patch the metadata, add and remove files. */
    APPEND,
    /** Also share, hand over and end the session: the owner's access. */
    MANAGE;

    /** Whether this access is enough for {@code wanted}. */
    public boolean includes(Access wanted) {
        return compareTo(wanted) >= 0;
    }
}
