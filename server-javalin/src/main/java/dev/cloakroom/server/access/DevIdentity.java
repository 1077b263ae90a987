package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Headers;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.session.Principal;
import java.util.Optional;

/**
 * Believes what the request says, for trying the server out: a bearer token, else {@code X-User-Id}, else
 * {@code user_id} in the query, the JSON body or the form. All that are present must agree. Thread-safe.
 */
final class DevIdentity implements Identity {

    static final String HEADER = "X-User-Id";
    static final String FIELD = "user_id";

    private final boolean anyHost;

    DevIdentity(boolean anyHost) {
        this.anyHost = anyHost;
    }

    @Override
    public String about() {
        return "dev: a request is believed who it says it is. For trying out, not for the public.";
    }

    @Override
    public void admit(Headers headers) {
        LoopbackGuard.check(headers, anyHost);
    }

    @Override
    public Optional<Principal> inHeaders(Exchange exchange) {
        Headers headers = exchange.headers();
        return agreed(agreed(Optional.empty(), Bearer.token(headers)), headers.one(HEADER));
    }

    @Override
    public Principal settle(Exchange exchange, Optional<Principal> inHeaders) {
        Optional<Principal> user = agreed(inHeaders, exchange.query().string(FIELD));
        return agreed(user, exchange.body().field(FIELD)).orElseThrow(IdentityRefused::missing);
    }

    private static Optional<Principal> agreed(Optional<Principal> known, Optional<String> stated) {
        if (stated.isEmpty()) {
            return known;
        }
        Principal user = Principal.of(stated.get());
        if (known.isPresent() && !known.get().equals(user)) {
            throw Problem.of(ProblemCode.AMBIGUOUS_USER).toException();
        }
        return Optional.of(user);
    }
}
