package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;

/**
 * What is asked before a route may act: where from, who, and with which claim. The only place of the server that asks
 * for claims on a session that a path names. Thread-safe.
 */
public final class Doorman {

    private final SessionRegistry registry;
    private final boolean anyHost;
    private final Identity identity = new DevIdentity();

    public Doorman(SessionRegistry registry, boolean anyHost) {
        this.registry = registry;
        this.anyHost = anyHost;
    }

    /** Whatever can be refused without knowing who asks. */
    void admit(Exchange exchange) {
        LoopbackGuard.check(exchange.headers(), anyHost);
    }

    Identity identity() {
        return identity;
    }

    /** Permission to try, or the one refusal for foreign, unknown and malformed session ids alike. */
    Claim claim(Principal who, String sessionId, Access access) {
        return registry.claim(sessionId, who, access);
    }
}
