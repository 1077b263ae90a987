package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Headers;
import java.util.Optional;

/** The token of {@code Authorization: Bearer} (RFC 6750). */
final class Bearer {

    private static final String SCHEME = "Bearer";

    private Bearer() {}

    /**
     * The token, empty where there is no such header.
     *
     * @throws IdentityRefused when there is one of another scheme
     */
    static Optional<String> token(Headers headers) {
        return headers.one("Authorization").map(value -> {
            int space = value.indexOf(' ');
            String scheme = space < 0 ? value : value.substring(0, space);
            if (!scheme.equalsIgnoreCase(SCHEME)) {
                throw IdentityRefused.missing();
            }
            return space < 0 ? "" : value.substring(space + 1).trim();
        });
    }
}
