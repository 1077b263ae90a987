package dev.cloakroom.server;

import dev.cloakroom.server.access.Doorman;
import dev.cloakroom.server.access.RefusalWatch;
import dev.cloakroom.server.access.RequestLimits;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.access.Router;
import dev.cloakroom.server.access.Vocabulary;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.http.Engine;
import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.GracefulStop;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.routes.AdminRoutes;
import dev.cloakroom.server.routes.ChatRoutes;
import dev.cloakroom.server.routes.DocsRoutes;
import dev.cloakroom.server.routes.FileRoutes;
import dev.cloakroom.server.routes.GrantRoutes;
import dev.cloakroom.server.routes.IgnoredIds;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.server.routes.MessageRoutes;
import dev.cloakroom.server.routes.Roster;
import dev.cloakroom.server.routes.SessionRoutes;
import dev.cloakroom.server.routes.StatusRoutes;
import dev.cloakroom.server.routes.TailRoutes;
import dev.cloakroom.server.routes.Tails;
import dev.cloakroom.server.routes.TurnRoutes;
import dev.cloakroom.server.routes.UploadRoutes;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import java.util.List;
import java.util.stream.Stream;

/** The running server: a store, a registry over it, and the routes. Thread-safe. */
final class CloakroomServer implements AutoCloseable {

    private final SessionRegistry registry;
    private final Roster roster;
    private final Tails tails;
    private final Engine engine;
    private final GracefulStop stop;
    private final List<Route> table;

    private CloakroomServer(
            Settings settings, SessionRegistry registry, Roster roster, Tails tails, List<Route> table, Engine engine) {
        this.registry = registry;
        this.roster = roster;
        this.tails = tails;
        this.table = table;
        this.engine = engine;
        this.stop = new GracefulStop(engine, settings.drainDelay(), settings.drainTimeout(), tails::cut);
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
        RequestLimits rates = new RequestLimits(settings.rates(), store.limiter(), RefusalWatch.NOBODY);
        SessionRegistry registry = SessionRegistry.builder(store)
                .listener(rates.countingFor(SessionListener.logging()))
                .auditKey(settings.exposure().auditKey().bytes())
                .build();
        Settings.Followers followers = settings.followers();
        Tails tails = new Tails(registry.history(), followers.ofSession(), followers.inAll(), followers.beat());
        Instance self = Instance.fresh();
        Roster roster = Roster.of(store.instances(), self, settings.shared());
        boolean started = false;
        try {
            Traffic traffic = new Traffic();
            IgnoredIds ignored = new IgnoredIds();
            StatusRoutes status = new StatusRoutes(store, self, roster, ignored, traffic, settings.administrators()::seeDetails);
            List<Route> administrators = settings.administrators().keys().isEmpty()
                    ? List.of()
                    : new AdminRoutes(registry, settings.limits(), tails, roster).table();
            List<Route> table = table(settings, registry, rates, tails, ignored, status, administrators);
            Router router = new Router(
                    new Doorman(
                            registry,
                            settings.identity(),
                            rates,
                            settings.administrators().keys()),
                    new Failures(Vocabulary::problem),
                    settings.bodies());
            Engine engine = Engine.start(settings.engine(), traffic, routes -> router.register(table, routes));
            started = true;
            return new CloakroomServer(settings, registry, roster, tails, table, engine);
        } finally {
            if (!started) {
                tails.close();
                roster.close();
                registry.close();
            }
        }
    }

    /** Every route there is. */
    private static List<Route> table(
            Settings settings,
            SessionRegistry registry,
            RequestLimits rates,
            Tails tails,
            IgnoredIds ignored,
            StatusRoutes status,
            List<Route> administrators) {
        Chat chat = new Chat(registry, settings.responder(), settings.chat());
        return Stream.of(
                        new ChatRoutes(chat, settings.limits(), rates.probes()).table(),
                        new UploadRoutes(registry, settings.limits(), ignored).table(),
                        new SessionRoutes(registry, settings.limits(), ignored).table(),
                        new MessageRoutes(registry.history(), settings.limits()).table(),
                        new FileRoutes(registry.artifacts(), ignored).table(),
                        new GrantRoutes(registry).table(),
                        new TailRoutes(tails).table(),
                        new TurnRoutes(registry).table(),
                        new DocsRoutes().table(),
                        status.table(),
                        administrators)
                .flatMap(List::stream)
                .toList();
    }

    /** What is served. */
    List<Route> table() {
        return table;
    }

    int port() {
        return engine.port();
    }

    /**
     * Drains, stops, and closes the store last.
     *
     * @return true when no accepted request was cut
     */
    boolean stop() {
        boolean clean = stop.stop();
        tails.close();
        roster.close();
        registry.close();
        return clean;
    }

    /** Stops at once. */
    @Override
    public void close() {
        engine.close();
        tails.close();
        roster.close();
        registry.close();
    }
}
