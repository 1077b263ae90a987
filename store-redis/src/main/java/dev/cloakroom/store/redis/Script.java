package dev.cloakroom.store.redis;

import java.util.Locale;

/** The scripts, one file each; which keys and arguments one takes is told at its beginning. */
enum Script {
    ANNOUNCE,
    APPEND,
    BEGIN,
    BIND,
    CHUNK,
    COMMIT,
    CREATE,
    END,
    FACTS,
    FIND,
    FORGET,
    FORMAT,
    HEAD,
    INSPECT,
    LENGTHEN,
    LIST,
    LISTING,
    LOOK,
    MARK,
    NAME,
    OWNED,
    PING,
    PRESENT,
    READ,
    RECORDED,
    REHEARSE,
    REMOVE,
    RESERVE,
    SCAN,
    SCORE,
    STAGE,
    SWAP,
    SWEEP,
    TAKE,
    UNBIND,
    UNSTAGED;

    /** Whether nonce and first argument are one, since an argument costs for itself. */
    boolean takesNonceInFront() {
        return this == APPEND;
    }

    String file() {
        return name().toLowerCase(Locale.ROOT);
    }
}
