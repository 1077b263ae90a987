package dev.cloakroom.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link BytesWriter} or a script wrote. Whatever does not fit throws {@link Reply#damaged}. Used by one
 * thread.
 */
final class BytesReader {
    private final byte[] bytes;
    private int at;

    BytesReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int int8() {
        return (int) raw(1);
    }

    int int16() {
        return (int) raw(2);
    }

    int int32() {
        return (int) raw(4);
    }

    long int48() {
        return raw(6);
    }

    long int64() {
        return raw(8);
    }

    private long raw(int width) {
        require(width);
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = (number << 8) | (bytes[at++] & 0xff);
        }
        return number;
    }

    int varint() {
        int number = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            int next = int8();
            number |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return number;
            }
        }
        throw Reply.damaged();
    }

    /** A text with its length before it. */
    String text() {
        return text(varint());
    }

    String text(int length) {
        require(length);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** All that is left, as text. */
    String rest() {
        return text(bytes.length - at);
    }

    byte[] bytes(int length) {
        require(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private void require(int length) {
        if (length < 0 || length > bytes.length - at) {
            throw Reply.damaged();
        }
    }
}
