package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked before a route may act: where from, who, and with which claim. The only place of the server that asks
 * for claims on a session that a path names, and the one that reports who was not believed (R12). Thread-safe.
 */
public final class Doorman {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");

    private final SessionRegistry registry;
    private final Identity identity;

    public Doorman(SessionRegistry registry, Identity identity) {
        this.registry = registry;
        this.identity = identity;
    }

    /** Whatever can be refused without knowing who asks. */
    void admit(Exchange exchange) {
        identity.admit(exchange.headers());
    }

    /**
     * Who is asking; reads the body on the way.
     *
     * @param operation what is asked for, in the server's own words
     */
    Principal whoIsAsking(Exchange exchange, Reads reads, String operation) throws IOException {
        try {
            Optional<Principal> inHeaders = identity.inHeaders(exchange);
            exchange.read(reads);
            return identity.settle(exchange, inHeaders);
        } catch (IdentityRefused refused) {
            throw reported(refused, operation);
        }
    }

    private static ProblemException reported(IdentityRefused refused, String operation) {
        Principal who = refused.who();
        if (who == null) {
            SECURITY.warn("Authentication failed: operation=\"{}\" reason={}", operation, refused.reason());
        } else {
            SECURITY.warn(
                    "Session hijacking attempt: user=\"{}\" operation=\"{}\" reason={}",
                    who,
                    operation,
                    refused.reason());
        }
        return refused.problem().toException();
    }

    /** Permission to try, or the one refusal for foreign, unknown and malformed session ids alike. */
    Claim claim(Principal who, String sessionId, Access access) {
        return registry.claim(sessionId, who, access);
    }
}
