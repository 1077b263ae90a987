package dev.cloakroom.server;

import dev.cloakroom.server.http.Front;
import dev.cloakroom.server.http.KeyedHash;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the server faces those outside, and what it tells of them. Immutable.
 *
 * @param front TLS, origins, access log
 * @param auditKey under which ids are hashed in logs
 * @param management the port for who watches the server; empty for none
 * @param json whether the security log and the access log are written as JSON
 */
record Exposure(Front front, AuditKey auditKey, OptionalInt management, boolean json) {

    /** A secret that never shows. Immutable. */
    static final class AuditKey {

        private static final int BYTES = 32;

        private final byte[] bytes;

        private AuditKey(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** Another one in each process: hashes of different processes do not compare. */
        private static AuditKey fresh() {
            byte[] bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            return new AuditKey(bytes);
        }

        byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "AuditKey";
        }
    }

    static Exposure of(Given given) {
        AuditKey key = auditKey(given);
        boolean json = switch (given.text(Flag.AUDIT_FORMAT)) {
            case "text" -> false;
            case "json" -> true;
            default -> throw given.wrong(Flag.AUDIT_FORMAT, "has to be text or json");
        };
        Optional<KeyedHash> accessLog =
                given.on(Flag.ACCESS_LOG) ? Optional.of(new KeyedHash(key.bytes())) : Optional.empty();
        return new Exposure(new Front(PemFiles.tls(given), origins(given), accessLog), key, management(given), json);
    }

    private static OptionalInt management(Given given) {
        if (given.text(Flag.MANAGEMENT_PORT).isEmpty()) {
            return OptionalInt.empty();
        }
        int port = (int) given.number(Flag.MANAGEMENT_PORT, 0, 65_535);
        if (port != 0 && port == given.number(Flag.PORT, 0, 65_535)) {
            throw given.wrong(Flag.MANAGEMENT_PORT, "has to be another port than " + Flag.PORT.option());
        }
        return OptionalInt.of(port);
    }

    private static AuditKey auditKey(Given given) {
        if (given.text(Flag.AUDIT_KEY_FILE).isEmpty()) {
            return AuditKey.fresh();
        }
        byte[] bytes = KeyFiles.secret(given, Flag.AUDIT_KEY_FILE);
        if (bytes.length < AuditKey.BYTES) {
            throw given.wrong(Flag.AUDIT_KEY_FILE, "has to hold a secret of at least " + AuditKey.BYTES + " bytes");
        }
        return new AuditKey(bytes);
    }

    private static Set<String> origins(Given given) {
        Set<String> origins = new LinkedHashSet<>();
        if (!given.text(Flag.CORS_ORIGIN).isEmpty()) {
            for (String origin : List.of(given.text(Flag.CORS_ORIGIN).split(",", -1))) {
                if (!isOrigin(origin)) {
                    throw given.wrong(
                            Flag.CORS_ORIGIN,
                            "has to name origins as browsers send them, such as https://app.example.com");
                }
                origins.add(origin);
            }
        }
        return origins;
    }

    /** As the Origin header has it: lower case, without a path, and without the port that the scheme implies. */
    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            int implied = "http".equals(uri.getScheme()) ? 80 : 443;
            return http
                    && uri.getHost() != null
                    && uri.getPort() != implied
                    && text.equals(uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                            + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        } catch (URISyntaxException notEvenAUri) {
            return false;
        }
    }
}
