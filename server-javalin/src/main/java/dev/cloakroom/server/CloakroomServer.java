package dev.cloakroom.server;

import dev.cloakroom.server.access.Doorman;
import dev.cloakroom.server.access.RequestLimits;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.access.Router;
import dev.cloakroom.server.access.Vocabulary;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.http.Engine;
import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.GracefulStop;
import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.metrics.Metrics;
import dev.cloakroom.server.metrics.MetricsRoutes;
import dev.cloakroom.server.metrics.Vitals;
import dev.cloakroom.server.routes.AdminRoutes;
import dev.cloakroom.server.routes.ChatRoutes;
import dev.cloakroom.server.routes.FileRoutes;
import dev.cloakroom.server.routes.GrantRoutes;
import dev.cloakroom.server.routes.IgnoredIds;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.server.routes.MessageRoutes;
import dev.cloakroom.server.routes.PageRoutes;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The running server: a store, a registry over it, and the routes. Thread-safe. */
final class CloakroomServer implements AutoCloseable {

    private final Parts parts;
    private final Engine engine;
    private final Optional<Engine> management;
    private final GracefulStop stop;
    private final List<Route> table;

    private CloakroomServer(
            Settings settings, Parts parts, List<Route> table, Engine engine, Optional<Engine> management) {
        this.parts = parts;
        this.table = table;
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
        InstantSource clock = InstantSource.system();
        Metrics metrics =
                new Metrics(clock, new KeyedHash(settings.exposure().auditKey().bytes()));
        SessionStore measured = metrics.over(store);
        RequestLimits rates = new RequestLimits(settings.rates(), measured.limiter(), metrics.refusals());
        SessionRegistry registry = SessionRegistry.builder(measured)
                .listener(rates.countingFor(metrics.listening(SessionListener.logging())))
                .auditKey(settings.exposure().auditKey().bytes())
                .build();
        Settings.Followers followers = settings.followers();
        Tails tails = new Tails(registry.history(), followers.ofSession(), followers.inAll(), followers.beat());
        Instance self = Instance.fresh();
        Roster roster = Roster.of(measured.instances(), self, settings.shared());
        Parts parts = new Parts(registry, rates, tails, roster, metrics);
        boolean started = false;
        try {
            Traffic traffic = new Traffic(metrics.requests());
            IgnoredIds ignored = new IgnoredIds();
            Chat chat = new Chat(registry, metrics.over(settings.responder()), settings.chat());
            Vitals vitals = new Vitals(self, clock.instant(), measured, chat::load, tails, traffic, roster, ignored);
            metrics.watch(vitals);
            StatusRoutes status = new StatusRoutes(
                    measured,
                    self,
                    roster,
                    ignored,
                    traffic,
                    settings.administrators().isDev());
            CloakroomServer server =
                    parts.listen(settings, traffic, chat, ignored, status, new MetricsRoutes(metrics, vitals));
            started = true;
            return server;
        } finally {
            if (!started) {
                parts.close();
            }
        }
    }

    /** What the routes work with, and what is closed when they do no more. Thread-safe. */
    private record Parts(SessionRegistry registry, RequestLimits rates, Tails tails, Roster roster, Metrics metrics)
            implements AutoCloseable {

        CloakroomServer listen(
                Settings settings,
                Traffic traffic,
                Chat chat,
                IgnoredIds ignored,
                StatusRoutes status,
                MetricsRoutes numbers) {
            List<Route> table = Stream.concat(
                            table(settings, chat, ignored), Stream.of(status.table(), operators(settings, numbers)))
                    .flatMap(List::stream)
                    .toList();
            Router router = new Router(
                    new Doorman(
                            registry,
                            settings.identity(),
                            rates,
                            settings.administrators().keys()),
                    new Failures(Vocabulary::problem),
                    settings.bodies());
            Engine engine = Engine.start(settings.engine(), traffic, routes -> router.register(table, routes));
            boolean listening = false;
            try {
                List<Route> watched = Stream.concat(status.probes().stream(), numbers.open().stream())
                        .toList();
                Optional<Engine> management = settings.management()
                        .map(port -> Engine.start(port, new Traffic(), routes -> router.register(watched, routes)));
                listening = true;
                return new CloakroomServer(settings, this, table, engine, management);
            } finally {
                if (!listening) {
                    engine.close();
                }
            }
        }

        /** Every route of users. */
        private Stream<List<Route>> table(Settings settings, Chat chat, IgnoredIds ignored) {
            return Stream.of(
                    new ChatRoutes(chat, settings.limits(), rates.probes()).table(),
                    new UploadRoutes(registry, settings.limits(), ignored).table(),
                    new SessionRoutes(registry, settings.limits(), ignored).table(),
                    new MessageRoutes(registry.history(), settings.limits()).table(),
                    new FileRoutes(registry.artifacts(), ignored).table(),
                    new GrantRoutes(registry).table(),
                    new TailRoutes(tails).table(),
                    new TurnRoutes(registry).table(),
                    new PageRoutes().table());
        }

        /** Every route of whoever runs the server; without a key there are none. */
        private List<Route> operators(Settings settings, MetricsRoutes numbers) {
            Administrators administrators = settings.administrators();
            boolean elsewhere = settings.exposure().management().isPresent();
            List<Route> scraped = elsewhere ? List.of() : administrators.isDev() ? numbers.open() : numbers.guarded();
            return administrators.keys().isEmpty()
                    ? List.of()
                    : Stream.of(
                                    new AdminRoutes(registry, settings.limits(), tails, roster).table(),
                                    numbers.overview(),
                                    scraped)
                            .flatMap(List::stream)
                            .toList();
        }

        @Override
        public void close() {
            tails.close();
            roster.close();
            registry.close();
            metrics.close();
        }
    }

    /** What is served. */
    List<Route> table() {
        return table;
    }

    int port() {
        return engine.port();
    }

    /** The port for who watches the server; empty where that is the same. */
    Optional<Integer> managementPort() {
        return management.map(Engine::port);
    }

    /**
     * Drains, stops, and closes the store last.
     *
     * @return true when no accepted request was cut
     */
    boolean stop() {
        boolean clean = stop.stop();
        management.ifPresent(Engine::close); // that it drains was to be seen until now
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
