package dev.cloakroom.examples.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What values look like in columns: everything comes back to the last code point, NUL included. */
final class Columns {
    private Columns() {}

    /** As a driver takes it. */
    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof SessionId id) {
            return id.value();
        } else if (value instanceof Principal who) {
            return bytes(who.encoded());
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    /** From tenant and subject in one text, which is different for different principals. */
    static Principal principal(byte[] bytes) {
        String encoded = text(bytes);
        int colon = encoded.indexOf(':');
        int subject = colon + 1 + Integer.parseInt(encoded.substring(0, colon));
        return new Principal(encoded.substring(colon + 1, subject), encoded.substring(subject));
    }

    static String pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> URLEncoder.encode(pair.getKey(), UTF_8) + "=" + URLEncoder.encode(pair.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Map<String, String> pairs(String column) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : column.isEmpty() ? new String[0] : column.split("&", -1)) {
            int equals = pair.indexOf('=');
            String unused = pairs.put(
                    URLDecoder.decode(pair.substring(0, equals), UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
        return pairs;
    }
}
