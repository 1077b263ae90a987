package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Fields;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.TreeMap;

/** Sharing a session with others of its owner's tenant. Thread-safe. */
public final class GrantRoutes {

    private static final String PATH = "/api/v1/sessions/{id}/grants";

    private final SessionRegistry registry;

    public GrantRoutes(SessionRegistry registry) {
        this.registry = registry;
    }

    public List<Route> table() {
        return List.of(
                Route.session(HandlerType.GET, PATH, Reads.NOTHING, Access.MANAGE, exchange -> "", this::list),
                Route.session(HandlerType.PUT, PATH, Reads.JSON, Access.MANAGE, GrantRoutes::parseGrant, this::grant),
                Route.session(
                        HandlerType.DELETE,
                        PATH,
                        Reads.OPTIONAL_JSON,
                        Access.MANAGE,
                        GrantRoutes::parseUser,
                        this::revoke));
    }

    private record Grant(String user, Access access) {
        @Override
        public String toString() {
            return "Grant";
        }
    }

    private record GrantView(String user, String access) {
        @Override
        public String toString() {
            return "GrantView";
        }
    }

    private static Grant parseGrant(Exchange exchange) {
        Fields fields = exchange.fields();
        String user = subject(fields.requiredString("user"));
        return switch (fields.requiredString("access")) {
            case "read" -> new Grant(user, Access.READ);
            case "append" -> new Grant(user, Access.APPEND);
            default -> throw fields.wrong("access", "must be read or append");
        };
    }

    private static String parseUser(Exchange exchange) {
        return subject(exchange.query()
                .string("user")
                .orElseThrow(() ->
                        Problem.invalid("Query parameter \"user\" is required").toException()));
    }

    /** Refuses a user id that breaks its limits, before any session is looked at. */
    private static String subject(String user) {
        return Principal.of(user).subject();
    }

    private Answer list(String nothing, Claim claim) {
        List<GrantView> data = new TreeMap<>(registry.grants(claim))
                .entrySet().stream()
                        .map(grant -> new GrantView(grant.getKey(), SessionView.word(grant.getValue())))
                        .toList();
        return Answer.ok(ListView.of(data, false, GrantView::user));
    }

    private Answer grant(Grant grant, Claim claim) {
        registry.grant(claim, ofSameTenant(claim, grant.user()), grant.access());
        return list("", claim);
    }

    private Answer revoke(String user, Claim claim) {
        boolean unused = registry.revoke(claim, ofSameTenant(claim, user));
        return Answer.noContent();
    }

    private static Principal ofSameTenant(Claim claim, String user) {
        return new Principal(claim.principal().tenant(), user);
    }
}
