package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked before a route may act: where from, who, and with which claim. The only place of the server that asks
 * for claims on a session that a path names, and the one that reports who was not believed, or asks too often (R12).
 * Thread-safe.
 */
public final class Doorman {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");

    private final SessionRegistry registry;
    private final Identity identity;
    private final RequestLimits limits;
    private final SecretKeys adminKeys;

    /** @param adminKeys what administrators show; none where there are no routes for them */
    public Doorman(SessionRegistry registry, Identity identity, RequestLimits limits, SecretKeys adminKeys) {
        this.registry = registry;
        this.identity = identity;
        this.limits = limits;
        this.adminKeys = adminKeys;
    }

    /**
     * Whatever can be refused without knowing who asks. Routes for anyone are not counted: they do next to nothing, and
     * whoever looks whether the server is well should not be told that others are busy.
     */
    void admit(Exchange exchange, Route route) {
        if (route.kind() != Route.Kind.OPEN) {
            limits.requireAddress(exchange, route.toString());
        }
        identity.admit(exchange.headers());
    }

    /**
     * Who is asking; reads the body on the way, and refuses whoever asks too often.
     *
     * @param operation what is asked for, in the server's own words
     */
    Principal whoIsAsking(Exchange exchange, Reads reads, String operation) throws IOException {
        try {
            Optional<Principal> inHeaders = identity.inHeaders(exchange);
            LimitWatch.overReading(inHeaders.orElse(null), operation, () -> exchange.read(reads));
            Principal who = identity.settle(exchange, inHeaders);
            limits.requireUser(who, operation);
            return who;
        } catch (IdentityRefused refused) {
            throw reported(refused, operation);
        }
    }

    /** As {@link #whoIsAsking}, for a route that names a session: refuses also whoever knocks on others' too often. */
    Principal whoKnocks(Exchange exchange, Reads reads, String operation) throws IOException {
        Principal who = whoIsAsking(exchange, reads, operation);
        limits.probes().require(who, operation);
        return who;
    }

    /** Refuses whoever does not show the admin key, and reads the body of who does. */
    void requireAdministrator(Exchange exchange, Reads reads, String operation) throws IOException {
        if (!adminKeys.shownIn(exchange.headers())) {
            throw reported(IdentityRefused.wrongAdminKey(), operation);
        }
        LimitWatch.overReading(null, operation, () -> exchange.read(reads));
    }

    /**
     * Whether an administrator asks, on a route for anyone. Requests that show something are counted by their address,
     * and whoever shows what is neither an admin key nor makes them a user is reported: the answer tells whether a
     * guess was right.
     */
    boolean isAdministrator(Exchange exchange, String operation) {
        if (adminKeys.isEmpty() || exchange.headers().all("Authorization").isEmpty()) {
            return false;
        }
        limits.requireAddress(exchange, operation);
        boolean administrator = adminKeys.shownIn(exchange.headers());
        if (!administrator && !isSomeone(exchange)) {
            ProblemException unused = reported(IdentityRefused.wrongAdminKey(), operation);
        }
        return administrator;
    }

    /** A backend may show its service key, and name no user or name one wrongly, when it only looks at the health. */
    private boolean isSomeone(Exchange exchange) {
        try {
            return identity.inHeaders(exchange).isPresent();
        } catch (IdentityRefused refused) {
            return refused.reason() == IdentityRefused.Reason.NO_CREDENTIALS;
        } catch (InvalidInput | LimitExceeded | ProblemException wronglyNamed) {
            return true;
        }
    }

    private ProblemException reported(IdentityRefused refused, String operation) {
        limits.watch().notBelieved(refused.reason().name());
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
