package dev.cloakroom.server.metrics;

import java.util.Locale;

/** What is asked of a store. */
enum StoreOperation {
    CREATE,
    FACTS,
    HEAD,
    SWAP,
    END,
    OWNED,
    APPEND,
    READ,
    RECORDED,
    BEGIN_FILES,
    WRITE_CHUNK,
    COMMIT_FILES,
    LIST_FILES,
    FIND_FILE,
    READ_CHUNK,
    REMOVE_FILE,
    FIND_NAME,
    BIND_NAME,
    TAKE_TOKENS,
    ANNOUNCE,
    PRESENT,
    LEAVE,
    PING;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
