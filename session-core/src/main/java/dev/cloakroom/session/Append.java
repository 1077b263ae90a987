package dev.cloakroom.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be appended, and under which conditions: a batch of drafts that is applied whole and contiguous or not at
 * all (R5). Two forms: unconditional, which never fails on a race, and {@link #expecting}, which has exactly one
 * winner. Immutable and thread-safe; {@code toString} shows sizes only.
 */
public final class Append {
    /** {@link #expectedLastSeq()} of an unconditional append. */
    public static final long UNCONDITIONAL = -1;

    private final List<Draft> drafts;
    private final long expectedLastSeq;
    private final @Nullable IdempotencyKey key;
    private final String also;
    private final long roomEntries;
    private final long roomBytes;
    private final long bytes;

    private Append(
            List<Draft> drafts,
            long expectedLastSeq,
            @Nullable IdempotencyKey key,
            String also,
            long roomEntries,
            long roomBytes,
            long bytes) {
        this.drafts = drafts;
        this.expectedLastSeq = expectedLastSeq;
        this.key = key;
        this.also = also;
        this.roomEntries = roomEntries;
        this.roomBytes = roomBytes;
        this.bytes = bytes;
    }

    /** One draft, unconditionally. */
    public static Append of(Draft draft) {
        return of(List.of(draft));
    }

    /**
     * A batch, in list order, unconditionally.
     *
     * @throws InvalidInput when it is empty or text is ill-formed
     */
    public static Append of(List<Draft> drafts) {
        List<Draft> copy = List.copyOf(drafts);
        if (copy.isEmpty()) {
            throw new InvalidInput("a batch needs at least one message");
        }
        long bytes = 0;
        for (Draft draft : copy) {
            bytes += Text.utf8Bytes("content", draft.content()) + Text.utf8Bytes(draft.metadata());
        }
        return new Append(copy, UNCONDITIONAL, null, "", 0, 0, bytes);
    }

    /**
     * Only if the history ends at {@code lastSeq}; of several that expect the same, one wins.
     *
     * @param lastSeq 0 for an empty history
     */
    public Append expecting(long lastSeq) {
        if (lastSeq < 0) {
            throw new InvalidInput("the expected last seq is negative");
        }
        return new Append(drafts, lastSeq, key, also, roomEntries, roomBytes, bytes);
    }

    /** Exactly once under this key (R6). */
    public Append keyed(IdempotencyKey idempotencyKey) {
        return keyed(idempotencyKey, "");
    }

    /**
     * Exactly once under this key (R6).
     *
     * @param covering what else the key stands for: the same key with other text here counts as other content
     */
    public Append keyed(IdempotencyKey idempotencyKey, String covering) {
        return new Append(drafts, expectedLastSeq, idempotencyKey, covering, roomEntries, roomBytes, bytes);
    }

    /** Only if so much room is left in the session afterwards, for a reply that is yet to come. */
    public Append leavingRoomFor(int entries, long replyBytes) {
        if (entries < 0 || replyBytes < 0) {
            throw new InvalidInput("room for a reply is negative");
        }
        return new Append(drafts, expectedLastSeq, key, also, entries, replyBytes, bytes);
    }

    /** What is appended, in order; at least one. */
    public List<Draft> drafts() {
        return drafts;
    }

    /** Where the history has to end, or {@link #UNCONDITIONAL}. */
    public long expectedLastSeq() {
        return expectedLastSeq;
    }

    /** The key, or null. */
    public @Nullable IdempotencyKey key() {
        return key;
    }

    /** UTF-8 size of all content and metadata: what {@link Limit#HISTORY_BYTES} counts. */
    public long bytes() {
        return bytes;
    }

    /** How many entries the session needs room for: the drafts and what is to come. */
    public long entriesNeeded() {
        return drafts.size() + roomEntries;
    }

    /** How many bytes of history the session needs room for: the drafts and what is to come. */
    public long bytesNeeded() {
        long sum = bytes + roomBytes;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /**
     * What a key stands for: 16 bytes of SHA-256 over drafts, metadata and expected seq, in a form in which different
     * content never reads alike.
     */
    public byte[] digest() {
        Digests.Content content = new Digests.Content();
        content.add(expectedLastSeq);
        content.add(drafts.size());
        content.add(also);
        for (Draft draft : drafts) {
            content.add(draft.role().name());
            content.add(draft.content());
            content.add(draft.metadata().size());
            new TreeMap<>(draft.metadata()).forEach((name, value) -> {
                content.add(name);
                content.add(value);
            });
        }
        return content.digest();
    }

    /** The drafts as entries, the first of them at {@code first}. */
    public List<Entry> entriesAt(long first, Principal author, Instant createdAt) {
        List<Entry> entries = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            entries.add(Entry.at(first + i, drafts.get(i), author, createdAt));
        }
        return entries;
    }

    /**
     * Refuses what {@link History#append} would refuse for its size alone, before anyone asks for a claim.
     *
     * @throws LimitExceeded when the batch, a message or its metadata is over a limit
     */
    public void requireWithin(Limits limits) {
        limits.require(Limit.BATCH_MESSAGES, drafts.size());
        for (Draft draft : drafts) {
            long most = limits.of(Limit.CONTENT_BYTES);
            if (draft.content().length() > most / 3) {
                limits.require(Limit.CONTENT_BYTES, Text.utf8Bytes("content", draft.content()));
            }
            limits.requireMetadata(draft.metadata());
        }
    }

    @Override
    public String toString() {
        return "Append[" + drafts.size() + " drafts, " + bytes + " bytes]";
    }
}
