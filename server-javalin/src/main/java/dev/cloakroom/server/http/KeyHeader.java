package dev.cloakroom.server.http;

import java.util.List;
import java.util.Optional;

/**
 * Reads the {@code Idempotency-Key} header: an RFC 8941 string, {@code "8e03978e"}, or the bare characters; both mean
 * the same key. 1 to {@value #MAX_CHARS} printable ASCII characters after unquoting; a bare one holds no space.
 * Thread-safe.
 */
final class KeyHeader {

    static final String HEADER = "Idempotency-Key";
    static final int MAX_CHARS = 128;

    private KeyHeader() {}

    /** The key of these header lines; empty when there is no such header. */
    static Optional<String> parse(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (lines.size() > 1) {
            throw wrong("must be given once");
        }
        String line = lines.get(0);
        boolean quoted = line.startsWith("\"");
        String key = quoted ? unquote(line) : line;
        int least = quoted ? ' ' : '!';
        if (key.isEmpty() || key.length() > MAX_CHARS || !key.chars().allMatch(c -> c >= least && c <= '~')) {
            throw wrong("must be 1 to " + MAX_CHARS
                    + " printable ASCII characters, in double quotes, or bare and without spaces");
        }
        return Optional.of(key);
    }

    private static String unquote(String line) {
        StringBuilder key = new StringBuilder(line.length());
        int end = line.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
                c = i < end ? line.charAt(i) : 0;
                if (c != '"' && c != '\\') {
                    throw wrong("has a broken escape");
                }
            } else if (c == '"') {
                throw wrong("must be one string");
            }
            key.append(c);
        }
        if (end < 1 || line.charAt(end) != '"') {
            throw wrong("has no closing quote");
        }
        return key.toString();
    }

    private static ProblemException wrong(String what) {
        return Problem.invalid("Header \"" + HEADER + "\" " + what).toException();
    }
}
