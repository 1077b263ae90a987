package dev.cloakroom.session;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The name of a session: a version 4 UUID that only {@link SessionRegistry#open} issues (R1).
 *
 * <p>It is a name and not a key: whoever knows it can do nothing with it but ask for a {@link Claim}. {@code toString}
 * shows a digest (R12); {@link #text()} is the id in clear, for the owner's eyes. Immutable and thread-safe.
 *
 * @param value the identifier
 */
public record SessionId(UUID value) {
    private static final int TEXT_LENGTH = 36;

    public SessionId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads the one form that is ever issued: lower-case hexadecimal, 8-4-4-4-12.
     *
     * @param text what a client sent
     * @return the id, or empty when the text has any other form; whether such a session exists is not looked at
     */
    public static Optional<SessionId> parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < TEXT_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (dash ? c != '-' : !hex) {
                return Optional.empty();
            }
        }
        return Optional.of(new SessionId(UUID.fromString(text)));
    }

    static SessionId fresh(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new SessionId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    /** The id in clear, as it goes to the person it was issued to. Never log it. */
    public String text() {
        return value.toString();
    }

    /** A digest of the id that tells sessions apart and opens nothing. */
    @Override
    public String toString() {
        return "session#" + Digests.shortHex(text());
    }
}
