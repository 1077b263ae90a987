package dev.cloakroom.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.examples.Backend.Reply;
import java.util.ArrayList;
import java.util.List;

/** A session's messages as its owner reads them over HTTP. Immutable. */
final class Messages {
    private final List<JsonNode> all = new ArrayList<>();

    Messages(Reply reply) {
        reply.json().path("data").forEach(all::add);
    }

    int size() {
        return all.size();
    }

    /** Whether exactly one message of the user has this content. */
    boolean holdOnce(String content) {
        return all.stream().filter(message -> isUsers(message, content)).count() == 1;
    }

    /** Whether exactly one message of the user has this content, and the reply comes next. */
    boolean holdAnswered(String content) {
        for (int i = 0; i + 1 < all.size(); i++) {
            if (isUsers(all.get(i), content)) {
                return holdOnce(content) && all.get(i + 1).path("role").asText().equals("assistant");
            }
        }
        return false;
    }

    /** Whether the places are 1, 2, 3 and so on. */
    boolean areWithoutGaps() {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("seq").asLong() != i + 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUsers(JsonNode message, String content) {
        return message.path("role").asText().equals("user")
                && message.path("content").asText().equals(content);
    }
}
