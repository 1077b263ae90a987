package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.session.Principal;
import java.util.Optional;

/**
 * Finds out who is asking, in two steps, because a request is refused for its headers before its body is looked at.
 * Implementations are thread-safe.
 */
interface Identity {

    /** Who the headers say is asking, empty when the body may still say it; refuses credentials that are wrong. */
    Optional<Principal> inHeaders(Exchange exchange);

    /** Who is asking, now that the body is read; refuses when nobody is, or when the sources disagree. */
    Principal settle(Exchange exchange, Optional<Principal> inHeaders);
}
