package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Headers;
import dev.cloakroom.session.Principal;
import java.util.Optional;

/**
 * Believes {@code X-User-Id} and {@code X-Tenant-Id} of whoever shows a service key: a backend that has authenticated
 * the user itself. Thread-safe.
 */
final class ProxyIdentity implements Identity {

    private static final String TENANT = "X-Tenant-Id";

    private final SecretKeys serviceKeys;

    ProxyIdentity(SecretKeys serviceKeys) {
        this.serviceKeys = serviceKeys;
    }

    @Override
    public String about() {
        return "proxy: X-User-Id, from whoever shows the service key";
    }

    @Override
    public Optional<Principal> inHeaders(Exchange exchange) {
        Headers headers = exchange.headers();
        String key = Bearer.token(headers).orElseThrow(IdentityRefused::missing);
        if (!serviceKeys.holds(key)) {
            throw IdentityRefused.wrongServiceKey();
        }
        String user = headers.one(DevIdentity.HEADER).orElseThrow(IdentityRefused::missing);
        return Optional.of(new Principal(headers.one(TENANT).orElse(""), user));
    }

    @Override
    public Principal settle(Exchange exchange, Optional<Principal> inHeaders) {
        return StatedUser.requireNoOther(exchange, inHeaders.orElseThrow());
    }
}
