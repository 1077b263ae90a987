package dev.cloakroom.session;

/**
 * Everything that is bounded (R11), with its default. Numbers of {@code chars} are code points; bytes are UTF-8.
 * {@link Limits} holds the values in force.
 */
public enum Limit {
    /** One message's content. */
    CONTENT_BYTES("content", "bytes", 64 << 10),
    /** Messages appended together. */
    BATCH_MESSAGES("batch", "messages", 100),
    /** Pairs of metadata on a session or a message. */
    METADATA_PAIRS("metadata", "pairs", 16),
    /** One metadata key. */
    METADATA_KEY_CHARS("metadata key", "chars", 64),
    /** One metadata value. */
    METADATA_VALUE_CHARS("metadata value", "chars", 512),
    /** An idempotency key; fixed, as are user ids. */
    KEY_CHARS("idempotency key", "chars", 128),
    /** A client name that stands for a session. */
    NAME_CHARS("session name", "chars", 128),
    /** A user or tenant id; fixed, since ids that one instance accepts every other has to accept. */
    USER_CHARS("user id", "chars", 128),
    /** Messages of one session. */
    MESSAGES("messages of the session", "messages", 100_000),
    /** Content and metadata of all messages of one session. */
    HISTORY_BYTES("history of the session", "bytes", 64 << 20),
    /** Principals that one session is shared with. */
    GRANTS("grants of the session", "grants", 100),
    /** Files of one session. */
    FILES("files of the session", "files", 100),
    /** One file. */
    FILE_BYTES("file", "bytes", 32 << 20),
    /** All files of one session. */
    SESSION_FILE_BYTES("files of the session", "bytes", 64 << 20),
    /** A file's name. */
    FILE_NAME_CHARS("file name", "chars", 128),
    /** Live sessions of one principal. */
    SESSIONS("sessions of the user", "sessions", 1_000),
    /** Entries of one page. */
    PAGE_ENTRIES("page", "entries", 200),
    /** Content and metadata of one page; at least one entry is returned all the same. */
    PAGE_BYTES("page", "bytes", 1 << 20),
    /** Callers that wait for one session's turn in one process. */
    TURN_WAITERS("callers waiting for the session's turn", "callers", 4),
    /** Sessions, bytes or names a store has room for; the store's own setting decides. */
    STORE("store", "units", Long.MAX_VALUE);

    private final String subject;
    private final String unit;
    private final long standard;

    Limit(String subject, String unit, long standard) {
        this.subject = subject;
        this.unit = unit;
        this.standard = standard;
    }

    /** What is bounded, as messages name it. */
    public String subject() {
        return subject;
    }

    /** What is counted: bytes, chars, messages, ... */
    public String unit() {
        return unit;
    }

    /** The value where nothing else is configured. */
    public long standard() {
        return standard;
    }
}
