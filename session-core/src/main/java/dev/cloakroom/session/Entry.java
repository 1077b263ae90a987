package dev.cloakroom.session;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A message with its place in a history. Immutable and thread-safe; {@code toString} shows no content (R12).
 *
 * @param seq the place, counted from 1 without gaps; never changes once acknowledged (R5)
 * @param role whose part it plays
 * @param content the text as it was appended
 * @param author the principal whose claim appended it; taken from the claim and never from a caller
 * @param createdAt when it was appended, on the store's clock, to the millisecond
 * @param metadata pairs kept with the message
 */
public record Entry(
        long seq, Role role, String content, Principal author, Instant createdAt, Map<String, String> metadata) {
    public Entry {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(createdAt, "createdAt");
        metadata = Map.copyOf(metadata);
    }

    /** The draft at its place. */
    public static Entry at(long seq, Draft draft, Principal author, Instant createdAt) {
        return new Entry(seq, draft.role(), draft.content(), author, createdAt, draft.metadata());
    }

    /** UTF-8 size of content and metadata: what byte limits count. */
    public int bytes() {
        return Text.utf8Bytes("content", content) + Text.utf8Bytes(metadata);
    }

    /** At least {@link #bytes}, at little cost: a char has three bytes of UTF-8 at most. */
    long mostBytes() {
        long chars = content.length();
        for (Map.Entry<String, String> pair : metadata.entrySet()) {
            chars += (long) pair.getKey().length() + pair.getValue().length();
        }
        return 3 * chars;
    }

    @Override
    public String toString() {
        return "Entry[" + seq + ", " + role + ", " + content.length() + " chars]";
    }
}
