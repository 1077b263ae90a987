package dev.cloakroom.session;

import java.security.SecureRandom;

/**
 * The state of who may do what with a session, as a value that never comes back: drawn anew when the session opens and
 * at every grant, revoke and transfer. Compared for equality only; the random half keeps a counter that a failover set
 * back from meeting an old claim. Immutable and thread-safe.
 *
 * @param count how many times access changed
 * @param random 64 random bits
 */
public record Stamp(long count, long random) {
    static Stamp first(SecureRandom random) {
        return new Stamp(1, random.nextLong());
    }

    Stamp next(SecureRandom source) {
        return new Stamp(count + 1, source.nextLong());
    }
}
