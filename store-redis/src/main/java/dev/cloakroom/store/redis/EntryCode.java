package dev.cloakroom.store.redis;

import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an entry is written in the history: as two strings, of which the script makes the first, with the instant and the
 * author where that is not who opened the session. Two, because each string that a script puts together costs by its
 * length.
 */
final class EntryCode {
    private static final long MOST_HEAD = 1_100;
    private static final long MOST_LENGTHS = 10;

    private EntryCode() {}

    /** Most bytes around the content and metadata of an entry: instant, author, role, and the lengths of the pairs. */
    static long mostAround(Limits limits) {
        return MOST_HEAD + MOST_LENGTHS * limits.of(Limit.METADATA_PAIRS);
    }

    static byte[] of(Draft draft) {
        byte[] content = draft.content().getBytes(StandardCharsets.UTF_8);
        Map<String, String> metadata = draft.metadata();
        BytesWriter writer = new BytesWriter(2 + content.length + 48 * metadata.size())
                .int8(letter(draft.role()))
                .varint(metadata.size());
        if (!metadata.isEmpty()) {
            BytesWriter pairs = writer;
            new TreeMap<>(metadata).forEach((key, value) -> {
                BytesWriter unused = pairs.text(key).text(value);
            });
        }
        return writer.bytes(content).written();
    }

    static Entry entry(long seq, byte[] head, byte[] stored, Principal opener) {
        BytesReader before = new BytesReader(head);
        Instant at = Instant.ofEpochMilli(before.int48());
        Principal author = before.hasMore() ? RecordCode.principal(before.rest()) : opener;
        BytesReader reader = new BytesReader(stored);
        Role role = role(reader.int8());
        int pairs = reader.varint();
        Map<String, String> metadata = pairs == 0 ? Map.of() : new HashMap<>();
        for (int i = 0; i < pairs; i++) {
            String key = reader.text();
            String unused = metadata.put(key, reader.text());
        }
        return new Entry(seq, role, reader.rest(), author, at, metadata);
    }

    private static int letter(Role role) {
        return switch (role) {
            case USER -> 'u';
            case ASSISTANT -> 'a';
            case SYSTEM -> 's';
            case TOOL -> 't';
        };
    }

    private static Role role(int letter) {
        return switch (letter) {
            case 'u' -> Role.USER;
            case 'a' -> Role.ASSISTANT;
            case 's' -> Role.SYSTEM;
            case 't' -> Role.TOOL;
            default -> throw Reply.damaged();
        };
    }
}
