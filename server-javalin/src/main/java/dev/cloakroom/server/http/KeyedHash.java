package dev.cloakroom.server.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How logs name what has an id: the first 16 hexadecimal digits of its HMAC-SHA-256. It is the same for the same id and
 * key, as the security log of core has it, and no way back to the id (R12). Immutable and thread-safe.
 */
public final class KeyedHash {

    private static final String HMAC = "HmacSHA256";
    private static final int SHOWN_BYTES = 8;

    private final SecretKeySpec key;

    /** The key has to hold at least one byte, and is copied. */
    public KeyedHash(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    public String of(String id) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] digest = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "KeyedHash";
    }
}
