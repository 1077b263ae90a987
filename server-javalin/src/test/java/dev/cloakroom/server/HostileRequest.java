package dev.cloakroom.server;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One request to the byte.
 *
 * @param family what kind of hostility it is
 * @param text the bytes as ISO-8859-1
 * @param framed whether everyone reads where it ends, so that the connection can go on behind its one answer
 */
record HostileRequest(HostileFamily family, String text, boolean framed) {

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean isHead() {
        return text.startsWith("HEAD ");
    }

    /** Whether it is torn within its head, if at all, so that there is nothing yet that could be answered. */
    boolean endsWithinHead() {
        return !text.contains("\r\n\r\n");
    }

    /** With everything but printable ASCII escaped, and cut where it is long. */
    String escaped() {
        StringBuilder escaped = new StringBuilder();
        text.chars().limit(3_000).forEach(c -> {
            if (c >= ' ' && c <= '~' && c != '\\') {
                escaped.append((char) c);
            } else {
                escaped.append(String.format(Locale.ROOT, "\\x%02x", c));
            }
        });
        return escaped + (text.length() > 3_000 ? "... (" + text.length() + " bytes)" : "");
    }
}
