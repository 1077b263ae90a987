package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.StoreUnavailable;
import io.javalin.http.HandlerType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the server is, and what it offers: health, liveness, readiness, the interface's description. Thread-safe. */
public final class StatusRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(StatusRoutes.class);
    private static final String INTERFACE = "openapi.yaml";

    private final SessionStore store;
    private final Instance instance;
    private final Roster roster;
    private final IgnoredIds ignored;
    private final Traffic traffic;
    private final boolean detailed;
    private final byte[] description;

    /**
     * How this instance is.
     *
     * @param detailed whether not only administrators are told more than whether it is healthy
     */
    public StatusRoutes(
            SessionStore store,
            Instance instance,
            Roster roster,
            IgnoredIds ignored,
            Traffic traffic,
            boolean detailed) {
        this.store = store;
        this.instance = instance;
        this.roster = roster;
        this.ignored = ignored;
        this.traffic = traffic;
        this.detailed = detailed;
        this.description = JarFiles.read(INTERFACE);
    }

    public List<Route> table() {
        return List.of(
                Route.open(
                        HandlerType.GET,
                        "/health",
                        (exchange, administrator) -> health(detailed || administrator.getAsBoolean())),
                Route.open(HandlerType.GET, "/livez", exchange -> status(200, "live")),
                Route.open(HandlerType.GET, "/readyz", exchange -> readiness()),
                Route.open(
                        HandlerType.GET, "/openapi.yaml", exchange -> Answer.bytes("application/yaml", description)));
    }

    /** Whether the process answers, and whether it takes requests: for a port of its own. */
    public List<Route> probes() {
        return table().stream()
                .filter(route -> route.path().equals("/livez") || route.path().equals("/readyz"))
                .toList();
    }

    private Answer health(boolean details) {
        boolean healthy = reachable();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", healthy ? "healthy" : "unhealthy");
        if (details) {
            Roster.Standing standing = roster.standing();
            body.put("store", store.name());
            body.put("version", instance.version());
            body.put("instance", instance.id());
            body.put("instances", standing.instances());
            body.put("version_skew", standing.differ());
            body.put("client_ids_ignored", ignored.sum());
        }
        return new Answer.Json(healthy ? 200 : 503, body, Map.of());
    }

    private Answer readiness() {
        boolean ready = reachable() && !traffic.draining(); // in this order: a stop may begin while the store is asked
        return ready ? status(200, "ready") : status(503, "not ready");
    }

    private static Answer status(int status, String word) {
        return new Answer.Json(status, Map.of("status", word), Map.of());
    }

    private boolean reachable() {
        try {
            store.ping();
            return true;
        } catch (StoreUnavailable e) {
            LOG.warn("the store cannot be used: {}", e.getMessage());
            return false;
        }
    }
}
