package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.ProbeLimit;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.chat.Slots;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.metrics.Recent;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.SessionStore;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One page of how this instance is and what it went through lately, for administrators. Thread-safe. */
public final class OverviewRoutes {

    private static final String SESSIONS = "sessions";

    private final Instance self;
    private final String store;
    private final Optional<LongSupplier> sessions;
    private final Traffic traffic;
    private final Chat chat;
    private final Tails tails;
    private final Recent recent;
    private final ProbeLimit probes;
    private final Instant startedAt;

    /** What there is to be looked at; the time of the start is now. */
    public OverviewRoutes(
            Instance self,
            SessionStore store,
            Traffic traffic,
            Chat chat,
            Tails tails,
            Recent recent,
            ProbeLimit probes) {
        this.self = self;
        this.store = store.name();
        this.sessions = store.measures().stream()
                .filter(measure -> measure.name().equals(SESSIONS))
                .map(Measure::value)
                .findFirst();
        this.traffic = traffic;
        this.chat = chat;
        this.tails = tails;
        this.recent = recent;
        this.probes = probes;
        this.startedAt = recent.now();
    }

    public List<Route> table() {
        return List.of(Route.admin(
                HandlerType.GET,
                "/api/v1/admin/overview",
                Reads.NOTHING,
                exchange -> "",
                nothing -> Answer.ok(overview())));
    }

    private record Turns(int running, int waiting, int limit) {}

    private record Followers(int open, int limit) {}

    /** @param sessions how many the store has, where it tells */
    private record Overview(
            String instance,
            String version,
            String store,
            Instant startedAt,
            boolean draining,
            Instant now,
            @Nullable Long sessions,
            Turns turns,
            Followers followers,
            List<Recent.Traffic> traffic,
            List<Recent.OfRoute> routes,
            List<Recent.Denials> denials,
            List<Recent.Probing> probing,
            List<Recent.Slow> slow) {}

    private Overview overview() {
        Slots.Standing turns = chat.turns();
        return new Overview(
                self.id(),
                self.version(),
                store,
                startedAt,
                traffic.draining(),
                recent.now(),
                sessions.map(LongSupplier::getAsLong).orElse(null),
                new Turns(turns.running(), turns.waiting(), turns.limit()),
                new Followers(tails.count(), tails.limit()),
                recent.traffic(),
                recent.routes(),
                recent.denials(),
                recent.probing(probes::slows),
                recent.slow());
    }
}
