package dev.cloakroom.verify.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back.
 *
 * @param status the HTTP status, or 0 when nothing came
 * @param headers names in lower case
 * @param text the body
 * @param nanos from sending to the last byte
 * @param sentAt {@link System#nanoTime} when it was sent
 * @param instance which of the addresses answered, from 0 on
 */
public record Reply(int status, Map<String, List<String>> headers, String text, long nanos, long sentAt, int instance) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OF_THE_MOMENT =
            List.of("date", "x-request-id", "ratelimit", "keep-alive", "connection");

    /** The body as JSON; missing when it is none. */
    public JsonNode json() {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** A text field of the body, or empty. */
    public String field(String name) {
        return json().path(name).asText("");
    }

    public String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Nothing came, or the server failed: it is not known what happened. */
    public boolean isFailure() {
        return status == 0 || status >= 500;
    }

    /** It was too much, and to be asked again later: nothing happened. */
    public boolean isLater() {
        return status == 429;
    }

    /** The one refusal of whoever has no access, whatever the reason. */
    public boolean isRefusal() {
        return status == 403 && field("code").equals("not_owner");
    }

    /** Everything that came, as text. */
    String everything() {
        return headers + "\n" + text;
    }

    /**
     * What of it has to be the same in two answers that must not differ: all but the moment and the request's number.
     */
    public String comparable() {
        Map<String, List<String>> lasting = new TreeMap<>(headers);
        OF_THE_MOMENT.forEach(lasting::remove);
        return status + " " + lasting + " "
                + text.replaceAll("\"request_id\"\\s*:\\s*\"[^\"]*\"", "\"request_id\":\"\"");
    }

    /** Short, for reports. */
    public String summary() {
        return status == 0 ? "no answer" : (status + " " + field("code")).strip();
    }
}
