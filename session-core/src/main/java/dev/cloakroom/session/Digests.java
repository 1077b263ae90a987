package dev.cloakroom.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The digests this module uses: SHA-256 and HMAC-SHA-256, both of which every Java platform has to have. */
final class Digests {
    private static final int SHOWN_BYTES = 6;

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has to have", e);
        }
    }

    /** All 64 hexadecimal digits of the text's SHA-256. */
    static String hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The first 12 hexadecimal digits of the text's SHA-256. */
    static String shortHex(String text) {
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
    }

    /** The first 16 hexadecimal digits of the text's HMAC-SHA-256 under {@code key}. */
    static String keyedHex(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256, which every Java has to have", e);
        }
    }

    /** What an idempotency key stands for: fields in which different content never reads alike. Used by one thread. */
    static final class Content {
        private static final int DIGEST_BYTES = 16;

        private final MessageDigest sha = sha256();

        void add(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(4).putInt(utf8.length).flip());
            sha.update(utf8);
        }

        void add(long number) {
            sha.update(ByteBuffer.allocate(8).putLong(number).flip());
        }

        /** The first 16 bytes of the SHA-256. */
        byte[] digest() {
            return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
        }
    }
}
