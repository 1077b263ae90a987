package dev.cloakroom.session;

import java.util.Optional;

/** Where histories are kept. Each method is guarded as {@link SessionStore} says; append-only by shape (R5). */
public interface HistoryStore {
    /**
     * Appends every draft, in list order, contiguous from the last seq + 1, all with the store's now and
     * {@code claim.principal()} as author. All or none.
     *
     * <p>After the guard, in this order: {@code append.key()} is known with the same {@code append.digest()}: the
     * places of then, {@link Appended.Replayed}, whatever the state (R6); with another digest: {@code KEY_REUSED}. The
     * claim is fenced and its turn is not the running one: {@code FENCED} (R15). The history does not end at
     * {@code append.expectedLastSeq()}: {@code LAST_SEQ}. No room for {@code append.entriesNeeded()} or
     * {@code append.bytesNeeded()}: {@code MESSAGES}, {@code HISTORY_BYTES} or {@code STORE_FULL} (R11). The key is
     * recorded in the same step as the entries, for the life of the session, under {@link IdempotencyKey#scopedTo} the
     * author.
     *
     * @return where the drafts stand; acknowledged when this returns (R7)
     */
    Result<Appended> append(Claim claim, Append append);

    /**
     * Reads the entries from {@link Slice#from} to {@link Slice#to}, through {@link Page#of} with
     * {@link Limit#PAGE_BYTES}. Reads are contiguous, see every append acknowledged before they began, and change
     * nothing.
     */
    Result<Page> read(Claim claim, Slice slice);

    /**
     * Looks up a key of {@code claim.principal()} without appending.
     *
     * @return where the drafts under this key stand, or empty when the key is unused
     */
    Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key);
}
