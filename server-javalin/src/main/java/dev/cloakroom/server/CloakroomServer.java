package dev.cloakroom.server;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Engine;
import dev.cloakroom.server.http.GracefulStop;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.metrics.Metrics;
import dev.cloakroom.session.SessionStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The running server: a store, a registry over it, and the routes. Thread-safe. */
final class CloakroomServer implements AutoCloseable {

    private final Parts parts;
    private final Engine engine;
    private final Optional<Engine> management;
    private final GracefulStop stop;

    private CloakroomServer(Settings settings, Parts parts, Engine engine, Optional<Engine> management) {
        this.parts = parts;
        this.engine = engine;
        this.management = management;
        this.stop = new GracefulStop(engine, settings.drainDelay(), settings.drainTimeout(), parts.tails()::cut);
    }

    /**
     * Opens the store and starts listening.
     *
     * @throws BadSetting when nothing opens the store's URI
     * @throws dev.cloakroom.session.SessionException when the store cannot be used
     */
    static CloakroomServer start(Settings settings) {
        return start(settings, Stores.open(settings.store(), settings.limits()));
    }

    /** As {@link #start(Settings)}, over a store with the same limits, which the server owns from now on. */
    static CloakroomServer start(Settings settings, SessionStore store) {
        Metrics metrics = new Metrics();
        Parts parts = Parts.of(settings, metrics.measured(store), metrics);
        boolean started = false;
        try {
            Engine engine = Engine.start(settings.engine(), parts.traffic(), parts::register);
            Optional<Engine> management = Optional.empty();
            try {
                management = settings.management()
                        .map(where -> Engine.start(where, new Traffic(), parts::registerManagement));
                started = true;
            } finally {
                if (!started) {
                    engine.close();
                }
            }
            return new CloakroomServer(settings, parts, engine, management);
        } finally {
            if (!started) {
                parts.close();
            }
        }
    }

    /** What is served. */
    List<Route> table() {
        return parts.table();
    }

    int port() {
        return engine.port();
    }

    /** Where metrics are besides; empty when they are on the one port. */
    OptionalInt managementPort() {
        return management.map(second -> OptionalInt.of(second.port())).orElseGet(OptionalInt::empty);
    }

    /**
     * Drains, stops, and closes the store last. Whoever watches sees it to the end.
     *
     * @return true when no accepted request was cut
     */
    boolean stop() {
        boolean clean = stop.stop();
        management.ifPresent(Engine::close);
        parts.close();
        return clean;
    }

    /** Stops at once. */
    @Override
    public void close() {
        engine.close();
        management.ifPresent(Engine::close);
        parts.close();
    }
}
