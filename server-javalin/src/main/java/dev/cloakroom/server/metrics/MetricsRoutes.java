package dev.cloakroom.server.metrics;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Reads;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What this instance tells of itself over HTTP. Thread-safe. */
public final class MetricsRoutes {

    private static final String PATH = "/metrics";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final Vitals vitals;

    public MetricsRoutes(Metrics metrics, Vitals vitals) {
        this.metrics = metrics;
        this.vitals = vitals;
    }

    /** The numbers, for whoever reaches this port. */
    public List<Route> open() {
        return List.of(Route.open(HandlerType.GET, PATH, exchange -> numbers()));
    }

    /** The numbers, for administrators. */
    public List<Route> guarded() {
        return List.of(Route.admin(HandlerType.GET, PATH, Reads.NOTHING, exchange -> "", nothing -> numbers()));
    }

    /** The overview, for administrators. */
    public List<Route> overview() {
        return List.of(Route.admin(
                HandlerType.GET,
                "/api/v1/admin/overview",
                Reads.NOTHING,
                exchange -> "",
                nothing -> Answer.ok(OverviewView.of(vitals, metrics.recent()))));
    }

    private Answer numbers() {
        return Answer.bytes(TEXT, metrics.text().getBytes(StandardCharsets.UTF_8));
    }
}
