package dev.cloakroom.verify.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request that is to be sent.
 *
 * @param target path and query
 * @param headers beside those that say who is asking
 */
public record Call(String method, String target, Map<String, String> headers, String body) {
    private static final String NOTHING = "";
    private static final String BOUNDARY = "cloakroom-verify-boundary";
    private static final Pattern ID = Pattern.compile("(?<=/(sessions|files)/)[^/?]+");

    public static Call get(String target) {
        return new Call("GET", target, Map.of(), NOTHING);
    }

    public static Call delete(String target) {
        return new Call("DELETE", target, Map.of(), NOTHING);
    }

    /** With a JSON body. */
    public static Call json(String method, String target, String json) {
        return new Call(method, target, Map.of("Content-Type", "application/json"), json);
    }

    /** A form with one text field, {@code session_id}, and one file. */
    public static Call upload(String target, String sessionId, String fileName, String content) {
        String form = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"session_id\"\r\n\r\n" + sessionId
                + "\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n--" + BOUNDARY + "--\r\n";
        return new Call("POST", target, Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY), form);
    }

    /** The same with one more header. */
    public Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, target, more, body);
    }

    /** The same under a key that makes it safe to send again. */
    public Call key(String key) {
        return with("Idempotency-Key", key);
    }

    /** Method and path, without ids and query. */
    public String route() {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        return method + " " + ID.matcher(path).replaceAll("{id}");
    }

    /** Everything that is sent, as text. */
    String text() {
        return target + " " + headers + " " + body;
    }
}
