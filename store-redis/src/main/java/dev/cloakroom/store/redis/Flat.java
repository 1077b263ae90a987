package dev.cloakroom.store.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer in one string, which costs Redis half of what a list does: nonce, key, status and numbers of 48 bits. Read
 * into the parts that a list would have.
 */
final class Flat {
    private static final int NONCE = 8;
    private static final int NUMBER = 6;

    private Flat() {}

    /** The parts, or none when it cannot be an answer for a key of that length. */
    static List<Object> parts(byte[] flat, int keyLength) {
        int numbers = flat.length - NONCE - keyLength - 1;
        if (numbers < 0 || numbers % NUMBER != 0) {
            return List.of();
        }
        BytesReader reader = new BytesReader(flat);
        List<Object> parts = new ArrayList<>(3 + numbers / NUMBER);
        boolean unused = parts.add(reader.bytes(NONCE));
        unused = parts.add(reader.bytes(keyLength));
        unused = parts.add((long) reader.int8());
        while (reader.hasMore()) {
            unused = parts.add(reader.int48());
        }
        return parts;
    }
}
