package dev.cloakroom.server.http;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Strict percent-decoding to bytes. Thread-safe. */
final class Percent {

    private Percent() {}

    /** The bytes meant; empty when an escape is broken or a character is beyond ASCII. */
    static Optional<byte[]> decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            int b = raw.charAt(i);
            if (b == '%') {
                b = octet(raw, i + 1);
                i += 2;
            } else if (b >= 0x80) {
                b = -1;
            }
            if (b < 0) {
                return Optional.empty();
            }
            bytes.write(b);
        }
        return Optional.of(bytes.toByteArray());
    }

    /** As above with {@code +} for a space, as forms and query strings have it. */
    static Optional<byte[]> decodeForm(String raw) {
        return decode(raw.replace('+', ' '));
    }

    private static int octet(String raw, int index) {
        if (index + 1 >= raw.length()) {
            return -1;
        }
        int high = digit(raw.charAt(index));
        int low = digit(raw.charAt(index + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
