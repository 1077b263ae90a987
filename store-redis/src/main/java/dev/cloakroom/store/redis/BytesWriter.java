package dev.cloakroom.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts numbers and texts into bytes, big-endian, as the scripts and {@link BytesReader} read them. Used by one thread.
 */
final class BytesWriter {
    /** The highest number that 48 bits hold; what is more is written as this. */
    static final long MOST = (1L << 48) - 1;

    private byte[] bytes;
    private int size;

    BytesWriter(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** 48-bit numbers one after the other; at most {@link #MOST} each. */
    static byte[] numbers(long... numbers) {
        BytesWriter writer = new BytesWriter(6 * numbers.length);
        for (long number : numbers) {
            writer = writer.int48(number);
        }
        return writer.written();
    }

    BytesWriter int8(int number) {
        return raw(number, 1);
    }

    BytesWriter int16(int number) {
        return raw(number, 2);
    }

    /** @param number not negative; what is above {@link #MOST} is written as this */
    BytesWriter int48(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a negative number has no place here");
        }
        return raw(Math.min(number, MOST), 6);
    }

    BytesWriter int64(long number) {
        return raw(number, 8);
    }

    private BytesWriter raw(long number, int width) {
        makeRoom(width);
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (number >>> shift);
        }
        return this;
    }

    /** A number that is small as a rule: seven bits a byte, the lowest first. */
    BytesWriter varint(int number) {
        makeRoom(5);
        int rest = number;
        while (rest > 0x7f) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** A text with its length before it. */
    BytesWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return varint(utf8.length).bytes(utf8);
    }

    BytesWriter bytes(byte[] more) {
        makeRoom(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    private void makeRoom(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    byte[] written() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
