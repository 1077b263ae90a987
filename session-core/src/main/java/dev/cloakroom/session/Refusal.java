package dev.cloakroom.session;

import org.jspecify.annotations.Nullable;

/** Why a store refuses an operation that the claim would allow. */
public enum Refusal {
    /** The id is in use. */
    ID_TAKEN(null),
    /** The key stands for other content. */
    KEY_REUSED(null),
    /** The claim's turn is not the current one. */
    FENCED(null),
    /** The history ends elsewhere; {@code found} is its last seq. */
    LAST_SEQ(null),
    /** The control has another version. */
    VERSION(null),
    /** {@link Limit#MESSAGES}. */
    MESSAGES(Limit.MESSAGES),
    /** {@link Limit#HISTORY_BYTES}. */
    HISTORY_BYTES(Limit.HISTORY_BYTES),
    /** {@link Limit#FILES}. */
    FILES(Limit.FILES),
    /** {@link Limit#SESSION_FILE_BYTES}. */
    SESSION_FILE_BYTES(Limit.SESSION_FILE_BYTES),
    /** {@link Limit#SESSIONS}. */
    SESSIONS(Limit.SESSIONS),
    /** The store has no room. */
    STORE_FULL(Limit.STORE);

    private final @Nullable Limit limit;

    Refusal(@Nullable Limit limit) {
        this.limit = limit;
    }

    /** The limit that refuses, or null when it is the state. */
    public @Nullable Limit limit() {
        return limit;
    }
}
