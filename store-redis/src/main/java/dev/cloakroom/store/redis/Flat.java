package dev.cloakroom.store.redis;

import java.util.List;

/**
 * An answer in one string, which costs Redis half of what a list does: nonce, key, and what is told when all is done.
 * Taken apart into what a list would have.
 */
final class Flat {
    private static final int NONCE = 8;
    private static final Long DONE = 0L; // as scripts answer it

    private Flat() {}

    /** The parts, or none when it is too short for an answer with a key of that length. */
    static List<Object> parts(byte[] flat, int keyLength) {
        if (flat.length < NONCE + keyLength) {
            return List.of();
        }
        BytesReader reader = new BytesReader(flat);
        return List.of(
                reader.bytes(NONCE), reader.bytes(keyLength), DONE, reader.bytes(flat.length - NONCE - keyLength));
    }
}
