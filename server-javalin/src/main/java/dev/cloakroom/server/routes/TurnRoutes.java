package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.SessionRegistry;
import io.javalin.http.HandlerType;
import java.util.List;

/** The running turn of a session. Thread-safe. */
public final class TurnRoutes {

    private final SessionRegistry registry;

    public TurnRoutes(SessionRegistry registry) {
        this.registry = registry;
    }

    public List<Route> table() {
        return List.of(Route.session(
                HandlerType.POST,
                "/api/v1/sessions/{id}/turn/stop",
                Reads.OPTIONAL_JSON,
                Access.APPEND,
                exchange -> "",
                this::stop));
    }

    private record Stopping(boolean stopping) {}

    private Answer stop(String nothing, Claim claim) {
        return Answer.ok(new Stopping(registry.stopTurn(claim)));
    }
}
