package dev.cloakroom.server.metrics;

import dev.cloakroom.server.chat.Slots;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.routes.IgnoredIds;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.server.routes.Roster;
import dev.cloakroom.server.routes.Tails;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.SessionStore;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The parts of a running instance that tell how they are, without being asked twice and without asking a store.
 * Immutable and thread-safe.
 *
 * @param self this instance
 * @param startedAt when it began
 * @param store where sessions are
 * @param turns those that run
 * @param tails those who follow
 * @param traffic what is being answered
 * @param roster who shares the store
 * @param ignored ids that clients chose
 */
public record Vitals(
        Instance self,
        Instant startedAt,
        SessionStore store,
        Supplier<Slots.Load> turns,
        Tails tails,
        Traffic traffic,
        Roster roster,
        IgnoredIds ignored) {

    List<Measure> measures() {
        return store.measures();
    }

    /** How many sessions the store holds, if it counts them. */
    OptionalLong sessions() {
        return store.measures().stream()
                .filter(measure -> measure.name().equals("sessions"))
                .mapToLong(measure -> (long) measure.value().getAsDouble())
                .findFirst();
    }

    @Override
    public String toString() {
        return "Vitals(" + self.id() + ")";
    }
}
