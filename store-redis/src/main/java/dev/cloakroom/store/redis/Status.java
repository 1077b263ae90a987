package dev.cloakroom.store.redis;

import dev.cloakroom.session.Result.Refusal;
import org.jspecify.annotations.Nullable;

/** How a script ended, in the order of the numbers that scripts answer with. */
enum Status {
    DONE,
    GONE,
    STALE,
    /** The key was known; what is replied is of then. */
    REPLAYED,
    /** What the record tells of is not there. Nothing was changed. */
    DAMAGED,
    /** The reservation is too old to make a session on. Nothing was changed. */
    LATE,
    /** The record is there and past its deadline. */
    EXPIRED,
    /** The record is another owner's. */
    FOREIGN,
    /** The owner would change, and the new one's listing has no place yet. Nothing was changed. */
    OWNER_CHANGES,
    /** The session has files, so their key has to be declared. Nothing was changed. */
    HAS_FILES,
    ID_TAKEN(Refusal.ID_TAKEN),
    KEY_REUSED(Refusal.KEY_REUSED),
    FENCED(Refusal.FENCED),
    LAST_SEQ(Refusal.LAST_SEQ),
    VERSION(Refusal.VERSION),
    MESSAGES(Refusal.MESSAGES),
    HISTORY_BYTES(Refusal.HISTORY_BYTES),
    FILES(Refusal.FILES),
    SESSION_FILE_BYTES(Refusal.SESSION_FILE_BYTES),
    SESSIONS(Refusal.SESSIONS),
    STORE_FULL(Refusal.STORE_FULL),
    /** Chunks on their way in are not there any more. Nothing was changed. */
    LOST;

    private static final Status[] ALL = values();

    private final @Nullable Refusal refusal;

    Status() {
        this(null);
    }

    Status(@Nullable Refusal refusal) {
        this.refusal = refusal;
    }

    static @Nullable Status of(long number) {
        return number >= 0 && number < ALL.length ? ALL[(int) number] : null;
    }

    /** What a store refuses with, or null when this is no refusal. */
    @Nullable Refusal refusal() {
        return refusal;
    }
}
