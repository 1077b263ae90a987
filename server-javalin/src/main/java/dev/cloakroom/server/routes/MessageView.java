package dev.cloakroom.server.routes;

import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A message on the wire. Immutable. */
record MessageView(
        long seq, String role, String content, String author, Instant createdAt, Map<String, String> metadata) {

    static MessageView of(Entry entry) {
        return new MessageView(
                entry.seq(),
                word(entry.role()),
                entry.content(),
                entry.author().subject(),
                entry.createdAt(),
                new TreeMap<>(entry.metadata())); // in one order, whatever store it comes from
    }

    static List<MessageView> all(List<Entry> entries) {
        return entries.stream().map(MessageView::of).toList();
    }

    /** The role of this word, or empty when there is none. */
    static Optional<Role> role(String word) {
        return switch (word) {
            case "user" -> Optional.of(Role.USER);
            case "assistant" -> Optional.of(Role.ASSISTANT);
            case "system" -> Optional.of(Role.SYSTEM);
            case "tool" -> Optional.of(Role.TOOL);
            default -> Optional.empty();
        };
    }

    static String word(Role role) {
        return switch (role) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case SYSTEM -> "system";
            case TOOL -> "tool";
        };
    }

    @Override
    public String toString() {
        return "MessageView(" + seq + ")";
    }
}
