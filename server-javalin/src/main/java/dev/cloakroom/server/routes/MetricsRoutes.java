package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.server.metrics.Metrics;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is measured, for Prometheus. Thread-safe. */
public final class MetricsRoutes {

    private static final String PATH = "/metrics";

    private final Metrics metrics;

    public MetricsRoutes(Metrics metrics) {
        this.metrics = metrics;
    }

    /** For whoever reaches the port. */
    public List<Route> forAnyone() {
        return List.of(Route.open(HandlerType.GET, PATH, exchange -> text()));
    }

    /** For administrators. */
    public List<Route> forAdministrators() {
        return List.of(Route.admin(HandlerType.GET, PATH, Reads.NOTHING, exchange -> "", nothing -> text()));
    }

    private Answer text() {
        return new Answer.Stream(200, Metrics.MEDIA_TYPE, OptionalLong.empty(), Map.of(), metrics::writeTo);
    }
}
