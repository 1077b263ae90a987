package dev.cloakroom.session;

import java.util.Map;
import java.util.Objects;

/**
 * A message before it has a place in a history. Sizes are checked against the store's {@link Limits} when it is
 * appended. Immutable and thread-safe; {@code toString} shows no content (R12).
 *
 * @param role whose part it plays
 * @param content the text, kept to the last code point, NUL included
 * @param metadata pairs kept with the message; copied
 */
public record Draft(Role role, String content, Map<String, String> metadata) {
    public Draft {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        metadata = Map.copyOf(metadata);
    }

    /** A message of the person. */
    public static Draft user(String content) {
        return new Draft(Role.USER, content, Map.of());
    }

    /** A message of the model. */
    public static Draft assistant(String content) {
        return new Draft(Role.ASSISTANT, content, Map.of());
    }

    /** A message of any role without metadata. */
    public static Draft of(Role role, String content) {
        return new Draft(role, content, Map.of());
    }

    /** This draft with other metadata. */
    public Draft withMetadata(Map<String, String> pairs) {
        return new Draft(role, content, pairs);
    }

    @Override
    public String toString() {
        return "Draft[" + role + ", " + content.length() + " chars]";
    }
}
