package dev.cloakroom.server.http;

import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;

/**
 * What a request meets before any route, and is seen by behind it. Immutable.
 *
 * @param tls the key and the certificates to serve TLS with, under no password; empty for plain HTTP
 * @param origins of pages in browsers that may read what is answered, each as a browser sends it; usually none
 * @param accessLog how ids are shown in the access log; empty for no such log
 */
public record Front(Optional<KeyStore> tls, Set<String> origins, Optional<KeyedHash> accessLog) {

    public Front {
        origins = Set.copyOf(origins);
    }

    /** Plain HTTP, for no pages of others, without an access log. */
    public static Front plain() {
        return new Front(Optional.empty(), Set.of(), Optional.empty());
    }
}
