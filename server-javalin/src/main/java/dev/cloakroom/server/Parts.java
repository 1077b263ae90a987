package dev.cloakroom.server;

import dev.cloakroom.server.access.Doorman;
import dev.cloakroom.server.access.RequestLimits;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.access.Router;
import dev.cloakroom.server.access.Vocabulary;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.metrics.Metrics;
import dev.cloakroom.server.metrics.Recent;
import dev.cloakroom.server.routes.AdminRoutes;
import dev.cloakroom.server.routes.ChatRoutes;
import dev.cloakroom.server.routes.DocsRoutes;
import dev.cloakroom.server.routes.FileRoutes;
import dev.cloakroom.server.routes.GrantRoutes;
import dev.cloakroom.server.routes.IgnoredIds;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.server.routes.MessageRoutes;
import dev.cloakroom.server.routes.MetricsRoutes;
import dev.cloakroom.server.routes.OverviewRoutes;
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
import io.javalin.config.RoutesConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** What a running server consists of, put together and not listening yet. Thread-safe. */
final class Parts implements AutoCloseable {

    private final Settings settings;
    private final SessionStore store;
    private final Metrics metrics;
    private final Recent recent;
    private final RequestLimits rates;
    private final SessionRegistry registry;
    private final Tails tails;
    private final Instance self = Instance.fresh();
    private final Roster roster;
    private final Traffic traffic;
    private final IgnoredIds ignored = new IgnoredIds();
    private final Chat chat;
    private final StatusRoutes status;
    private final MetricsRoutes exported;
    private final Router router;
    private final List<Route> table;

    private Parts(Settings settings, SessionStore store, Metrics metrics) {
        this.settings = settings;
        this.store = store;
        this.metrics = metrics;
        byte[] auditKey = settings.exposure().auditKey().bytes();
        this.recent = new Recent(InstantSource.system(), new KeyedHash(auditKey));
        this.rates = new RequestLimits(settings.rates(), store.limiter());
        this.registry = SessionRegistry.builder(store)
                .listener(rates.countingFor(metrics.countingFor(recent.countingFor(SessionListener.logging()))))
                .auditKey(auditKey)
                .build();
        Settings.Followers followers = settings.followers();
        this.tails = new Tails(registry.history(), followers.ofSession(), followers.inAll(), followers.beat());
        this.roster = Roster.of(store.instances(), self, settings.shared());
        this.traffic = new Traffic(metrics.requests().andThen(recent));
        this.chat = new Chat(registry, settings.responder(), settings.chat());
        this.status = new StatusRoutes(
                store, self, roster, ignored, traffic, settings.administrators()::seeDetails);
        this.exported = new MetricsRoutes(metrics);
        Doorman doorman = new Doorman(
                registry, settings.identity(), rates, settings.administrators().keys());
        this.router = new Router(
                doorman, new Failures(Vocabulary::problem, metrics.conflicts()), settings.bodies());
        this.table = everyRoute();
        name(doorman);
    }

    static Parts of(Settings settings, SessionStore store, Metrics metrics) {
        return new Parts(settings, store, metrics);
    }

    /** Under which names what the rooms count is exported. */
    private void name(Doorman doorman) {
        metrics.build(self.version(), store.name());
        Gauges gauges = new Gauges(metrics);
        gauges.of(traffic);
        gauges.of(rates, doorman);
        gauges.of(chat);
        gauges.of(tails);
        gauges.of(ignored);
        gauges.of(roster);
    }

    private List<Route> everyRoute() {
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
                        metricsOfMainPort(),
                        administrators())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> metricsOfMainPort() {
        if (settings.management().isPresent()) {
            return List.of();
        } else if (settings.administrators().everyoneSeesDetails()) {
            return exported.forAnyone();
        }
        return settings.administrators().keys().isEmpty() ? List.of() : exported.forAdministrators();
    }

    private List<Route> administrators() {
        return settings.administrators().keys().isEmpty()
                ? List.of()
                : Stream.of(
                                new AdminRoutes(registry, settings.limits(), tails, roster).table(),
                                new OverviewRoutes(self, store, traffic, chat, tails, recent, rates.probes()).table())
                        .flatMap(List::stream)
                        .toList();
    }

    void register(RoutesConfig routes) {
        router.register(table, routes);
    }

    /** What is served for those who watch, where they have a port of their own. */
    void registerManagement(RoutesConfig routes) {
        router.register(
                Stream.of(exported.forAnyone(), status.probes())
                        .flatMap(List::stream)
                        .toList(),
                routes);
    }

    List<Route> table() {
        return table;
    }

    Tails tails() {
        return tails;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Closes the store last. */
    @Override
    public void close() {
        tails.close();
        roster.close();
        registry.close();
        metrics.close();
    }
}
