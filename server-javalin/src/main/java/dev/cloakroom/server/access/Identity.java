package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Headers;
import dev.cloakroom.session.Principal;
import java.util.Collection;
import java.util.Optional;

/**
 * Finds out who is asking, in two steps, because a request is refused for its headers before its body is looked at.
 * Implementations are thread-safe.
 */
public interface Identity {

    /**
     * Believes what a request says of itself, for trying out.
     *
     * @param anyHost whether requests are answered that came under another name than a loopback one
     */
    static Identity dev(boolean anyHost) {
        return new DevIdentity(anyHost);
    }

    /**
     * Believes a backend that has authenticated the user itself, and shows one of these keys.
     *
     * @param serviceKeys at least one; several while they are changed
     */
    static Identity proxy(Collection<String> serviceKeys) {
        return new ProxyIdentity(SecretKeys.of(serviceKeys));
    }

    /** Believes signed tokens. */
    static Identity jwt(TokenKeys keys, TokenClaims expected) {
        return new JwtIdentity(keys, expected);
    }

    /** How it is called in the banner. */
    String about();

    /** Refuses what is not even asked who it is. */
    default void admit(Headers headers) {}

    /**
     * Who the headers say is asking, empty when the body may still say it.
     *
     * @throws IdentityRefused when credentials are wrong, or missing where they must be
     */
    Optional<Principal> inHeaders(Exchange exchange);

    /**
     * Who is asking, now that the body is read.
     *
     * @throws IdentityRefused when nobody is
     */
    Principal settle(Exchange exchange, Optional<Principal> inHeaders);
}
