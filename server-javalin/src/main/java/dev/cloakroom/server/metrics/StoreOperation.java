package dev.cloakroom.server.metrics;

import java.util.Locale;

/** What a store is asked for, as metrics name it. */
enum StoreOperation {
    CREATE(true),
    FACTS(false),
    HEAD(false),
    SWAP(true),
    END(true),
    OWNED(false),
    APPEND(true),
    READ(false),
    RECORDED(false),
    FILES_BEGIN(true),
    FILES_WRITE(true),
    FILES_COMMIT(true),
    FILES_LIST(false),
    FILES_FIND(false),
    FILES_CHUNK(false),
    FILES_REMOVE(true),
    NAME_FIND(false),
    NAME_BIND(true),
    TOKENS_TAKE(true),
    INSTANCE_ANNOUNCE(true),
    INSTANCES_PRESENT(false),
    INSTANCE_LEAVE(true),
    PING(false);

    /** How it ended. */
    enum Outcome {
        DONE,
        GONE,
        STALE,
        REFUSED,
        UNAVAILABLE,
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final boolean changing;

    StoreOperation(boolean changing) {
        this.changing = changing;
    }

    /** What it is when something escapes the store that its interface does not name (R9). */
    Outcome unforeseen() {
        return changing ? Outcome.UNKNOWN : Outcome.UNAVAILABLE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
