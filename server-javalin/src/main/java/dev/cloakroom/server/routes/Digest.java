package dev.cloakroom.server.routes;

import dev.cloakroom.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a request's content is compared by when its key comes again: 32 hexadecimal digits of SHA-256. Thread-safe. */
final class Digest {

    private static final int BYTES = 16;

    private Digest() {}

    /** Of a value's JSON; the same for equal values whose maps are sorted. */
    static String of(Object value) {
        return HexFormat.of().formatHex(sha256().digest(Json.bytes(value)), 0, BYTES);
    }

    /** Of bytes that are read to their end. */
    static String of(InputStream bytes) throws IOException {
        MessageDigest sha = sha256();
        var unused = bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
        return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has to have", e);
        }
    }
}
