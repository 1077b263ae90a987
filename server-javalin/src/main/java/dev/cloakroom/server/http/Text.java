package dev.cloakroom.server.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Strict Unicode: broken, overlong and surrogate-carrying UTF-8 is recognised, never repaired, because two parties that
 * repair differently see different names. Thread-safe.
 */
public final class Text {

    private static final int WINDOW_CHARS = 4096;

    private Text() {}

    /** Whether the bytes are UTF-8 to the letter. */
    static boolean isUtf8(byte[] bytes) {
        CharsetDecoder decoder = strict();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer window = CharBuffer.allocate(Math.min(bytes.length, WINDOW_CHARS) + 1);
        CoderResult result;
        do {
            window.clear();
            result = decoder.decode(in, window, true);
        } while (result.isOverflow());
        return !result.isError();
    }

    /** The text of bytes that must be UTF-8 to the letter; empty when they are not. */
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(strict().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException broken) {
            return Optional.empty();
        }
    }

    /** The same for a header value, which the engine hands over as ISO-8859-1, one char a byte. */
    static Optional<String> utf8(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) >= 0x80) {
                return utf8(latin1.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return Optional.of(latin1);
    }

    /** Whether every surrogate has its partner. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    public static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    public static boolean longerThan(int codePoints, String text) {
        return text.length() > codePoints && text.codePointCount(0, text.length()) > codePoints;
    }

    private static CharsetDecoder strict() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }
}
