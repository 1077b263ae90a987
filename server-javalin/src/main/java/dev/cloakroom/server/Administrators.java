package dev.cloakroom.server;

import dev.cloakroom.server.access.SecretKeys;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who runs the server, as far as requests show it: by the admin key. Where there is none, nobody does over HTTP. In dev
 * there always is one, a fresh one unless a file has it, which the banner shows. Immutable.
 */
final class Administrators {

    private static final Logger LOG = LoggerFactory.getLogger(Administrators.class);
    private static final int FRESH_BYTES = 24;

    private final SecretKeys keys;
    private final Optional<String> fresh;
    private final boolean dev;

    private Administrators(SecretKeys keys, Optional<String> fresh, boolean dev) {
        this.keys = keys;
        this.fresh = fresh;
        this.dev = dev;
    }

    static Administrators of(Given given) {
        boolean dev = IdentitySettings.isDev(given);
        if (!given.text(Flag.ADMIN_KEY_FILE).isEmpty()) {
            return new Administrators(SecretKeys.of(ofFile(given)), Optional.empty(), dev);
        } else if (!dev) {
            return new Administrators(SecretKeys.none(), Optional.empty(), false);
        }
        byte[] random = new byte[FRESH_BYTES];
        new SecureRandom().nextBytes(random);
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return new Administrators(SecretKeys.of(List.of(key)), Optional.of(key), true);
    }

    private static List<String> ofFile(Given given) {
        List<String> keys = KeyFiles.shown(given, Flag.ADMIN_KEY_FILE);
        boolean shared = !given.text(Flag.SERVICE_KEY_FILE).isEmpty()
                && KeyFiles.keys(given, Flag.SERVICE_KEY_FILE).stream().anyMatch(keys::contains);
        if (shared) {
            LOG.warn(
                    "{} and {} share a key: whatever acts for users administers the server, too",
                    Flag.ADMIN_KEY_FILE.option(),
                    Flag.SERVICE_KEY_FILE.option());
        }
        return keys;
    }

    /** What administrators show. */
    SecretKeys keys() {
        return keys;
    }

    /** The key that was made at this start, for whoever started it; empty where a file has it, or nobody. */
    Optional<String> fresh() {
        return fresh;
    }

    /** Whether everybody may see what administrators see of the server's state: while it is tried out. */
    boolean isDev() {
        return dev;
    }

    @Override
    public String toString() {
        return "Administrators";
    }
}
