package dev.cloakroom.session;

import java.util.HexFormat;
import java.util.Map;

/**
 * What is asked of text before it is kept: its size in UTF-8, its length in code points, and that it is well formed.
 */
final class Text {
    private static final int ILL_FORMED = -1;

    private Text() {}

    /**
     * The size of {@code text} in UTF-8, which is what content limits count.
     *
     * @throws InvalidInput when a surrogate stands alone: such text has no UTF-8 form and would not survive storage
     */
    static int utf8Bytes(String what, String text) {
        int bytes = measure(text);
        if (bytes == ILL_FORMED) {
            throw new InvalidInput(what + " holds a lone surrogate, which has no UTF-8 form");
        }
        return bytes;
    }

    /** The UTF-8 size of all keys and values together. */
    static int utf8Bytes(Map<String, String> metadata) {
        int bytes = 0;
        for (Map.Entry<String, String> pair : metadata.entrySet()) {
            bytes += utf8Bytes("a metadata key", pair.getKey()) + utf8Bytes("a metadata value", pair.getValue());
        }
        return bytes;
    }

    /** Refuses a name (user, tenant, file, key) that is empty, too long, ill-formed or holds control characters. */
    static void requireName(String what, String text, Limit limit, long most) {
        if (text.isEmpty()) {
            throw new InvalidInput(what + " is empty");
        }
        requireLabel(what, text, limit, most);
    }

    /** As {@link #requireName}, but the text may be empty. */
    static void requireLabel(String what, String text, Limit limit, long most) {
        requireChars(text, limit, most);
        if (measure(text) == ILL_FORMED) {
            throw new InvalidInput(what + " holds a lone surrogate, which has no UTF-8 form");
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidInput(what + " holds a control character");
        }
    }

    /** Refuses text of more than {@code most} code points. */
    static void requireChars(String text, Limit limit, long most) {
        if (text.length() > most) {
            int chars = text.codePointCount(0, text.length());
            if (chars > most) {
                throw new LimitExceeded(limit, chars, most);
            }
        }
    }

    /** Whether the text is printable ASCII only, and so may stand in a header. */
    static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** The text with everything but printable ASCII escaped, so that it cannot forge or bend a log line. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append("\\u" + HexFormat.of().toHexDigits(c));
            }
        }
        return out.toString();
    }

    private static int measure(String text) {
        int length = text.length();
        int seen = 0;
        int i = 0;
        for (; i < length - 3; i += 4) {
            seen |= (text.charAt(i) | text.charAt(i + 1)) | (text.charAt(i + 2) | text.charAt(i + 3));
        }
        for (; i < length; i++) {
            seen |= text.charAt(i);
        }
        return seen < 0x80 ? length : measureBeyondAscii(text);
    }

    private static int measureBeyondAscii(String text) {
        int length = text.length();
        int bytes = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return ILL_FORMED;
            }
        }
        return bytes;
    }
}
