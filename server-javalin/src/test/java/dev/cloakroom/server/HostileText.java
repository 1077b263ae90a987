package dev.cloakroom.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Pieces of hostile text, from one seed. */
final class HostileText {

    private static final List<String> BROKEN = List.of(
            "\u00ff",
            "\u00c0\u00af",
            "\u00e0\u0080\u0080",
            "\u00ed\u00a0\u0080",
            "\u00f4\u0090\u0080\u0080",
            "\u00c3",
            "\u0080",
            "\u00f8\u0088\u0080\u0080\u0080",
            "\u00ef\u00bf",
            "\u00fe");

    private final SplittableRandom random;

    HostileText(SplittableRandom random) {
        this.random = random;
    }

    int upTo(int bound) {
        return random.nextInt(bound + 1);
    }

    boolean sometimes() {
        return random.nextInt(4) == 0;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    String word() {
        return Long.toString(random.nextLong(1L << 40), 36);
    }

    /** Bytes that are no UTF-8, in between some that are. */
    String broken() {
        return word().substring(0, 1) + oneOf(BROKEN) + (sometimes() ? oneOf(BROKEN) : "") + (sometimes() ? "a" : "");
    }

    /** A control character, or one that turns, hides or ends text, as its bytes in UTF-8. */
    String control() {
        int c = random.nextInt(3) > 0
                ? random.nextInt(0x20)
                : oneOf(List.of(0x7f, 0x85, 0x202e, 0x200b, 0xfeff, 0x2028));
        return new String(Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The same, as a string of JSON may hold it. */
    String escapedControl() {
        return String.format(
                Locale.ROOT,
                "\\u%04x",
                oneOf(List.of(0, 7, 8, 0x1b, 0x7f, 0x85, 0xd800, 0xdfff, 0x202e, 0x2028, 0xffff)));
    }

    /** Each byte as it is, doubly encoded, or encoded. */
    String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        text.chars().forEach(c -> {
            int how = random.nextInt(6);
            encoded.append(
                    how == 0
                            ? String.format(Locale.ROOT, "%%%02x", c)
                            : how == 1 ? String.format(Locale.ROOT, "%%25%02X", c) : (char) c + "");
        });
        return encoded.toString();
    }

    /** With some bytes changed, lost, doubled or put in. */
    String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = upTo(7); i >= 0; i--) {
            int at = random.nextInt(mutated.length());
            char other = (char) (sometimes() ? "\r\n\0 :;,/%\t".charAt(random.nextInt(10)) : random.nextInt(256));
            switch (random.nextInt(4)) {
                case 0 -> mutated.setCharAt(at, other);
                case 1 -> mutated.insert(at, other);
                case 2 -> mutated.deleteCharAt(at);
                default -> mutated.insert(at, mutated.substring(at, Math.min(mutated.length(), at + upTo(20))));
            }
        }
        return mutated.toString();
    }

    String oddMethod() {
        return oneOf("TRACE", "OPTIONS", "PROPFIND", "get", "G", "A".repeat(5_000), "G\u00c4T", "GET\t", "PRI");
    }

    /** A line that asks for another method, protocol or treatment, or none. */
    String oddHeader() {
        return oneOf(
                "X-HTTP-Method-Override: DELETE\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\n",
                "Expect: tea\r\n",
                "Connection: X-User-Id\r\n",
                "");
    }
}
