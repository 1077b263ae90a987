package dev.cloakroom.tracing;

/** What must not be in a log. */
enum Kind {
    /** The id of a session or of a file, whoever made it up. */
    ID,
    /** What a message, a pair of metadata or the name of a file says. */
    CONTENT,
    /** What a file holds. */
    FILE,
    /** What came in as {@code Authorization}. */
    TOKEN,
    /** What is in a file of keys. */
    KEY,
    /** What Redis is told to let someone in. */
    PASSWORD,
    /** No secret: logged on purpose by whatever is traced, so that a log which is not searched is noticed. */
    PLANTED
}
