package dev.cloakroom.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One message of 200 bytes appended, with a claim asked for every time; and the same entry added to a list inside a
 * bare cache's compute, by code that checks nothing. Every thread has its own {@value #SESSIONS} sessions in turn, and
 * replaces one when it holds {@value #MOST_ENTRIES} entries.
 */
public class InMemoryAppendBenchmark {
    static final int SESSIONS = 16;
    static final int MOST_ENTRIES = 400;

    /** Made by the harness. */
    public InMemoryAppendBenchmark() {}

    /** The registry that all threads share. */
    @State(Scope.Benchmark)
    public static class Cloakroom {
        final SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.create());

        /** Made by the harness. */
        public Cloakroom() {}

        /** Ends the store's own thread. */
        @TearDown
        public void close() {
            registry.close();
        }
    }

    /** A person who appends to sessions of their own. */
    @State(Scope.Thread)
    public static class Guest {
        final Principal who = Principal.of("user-" + UUID.randomUUID());
        final String text = "m".repeat(200);
        private final SessionId[] sessions = new SessionId[SESSIONS];
        private int appended;

        /** Made by the harness. */
        public Guest() {}

        /** Opens the sessions. */
        @Setup
        public void open(Cloakroom cloakroom) {
            for (int i = 0; i < SESSIONS; i++) {
                sessions[i] = cloakroom.registry.open(who).id();
            }
        }

        SessionId next(SessionRegistry registry) {
            int place = appended % SESSIONS;
            if (++appended % (SESSIONS * MOST_ENTRIES) < SESSIONS) {
                registry.close(registry.claim(sessions[place], who, Access.MANAGE));
                sessions[place] = registry.open(who).id();
            }
            return sessions[place];
        }
    }

    /** The cache that all threads share. */
    @State(Scope.Benchmark)
    public static class Bare {
        final InstantSource clock = InstantSource.system();
        final ConcurrentMap<UUID, List<BareEntry>> cache =
                Caffeine.newBuilder().<UUID, List<BareEntry>>build().asMap();

        /** Made by the harness. */
        public Bare() {}
    }

    /** A person whose messages go to lists. */
    @State(Scope.Thread)
    public static class BareGuest {
        final String who = "user-" + UUID.randomUUID();
        final String text = "m".repeat(200);
        private final UUID[] sessions = new UUID[SESSIONS];
        private int appended;

        /** Made by the harness. */
        public BareGuest() {}

        /** Draws the ids. */
        @Setup
        public void open() {
            for (int i = 0; i < SESSIONS; i++) {
                sessions[i] = UUID.randomUUID();
            }
        }

        UUID next(ConcurrentMap<UUID, List<BareEntry>> cache) {
            int place = appended % SESSIONS;
            if (++appended % (SESSIONS * MOST_ENTRIES) < SESSIONS) {
                cache.remove(sessions[place]);
                sessions[place] = UUID.randomUUID();
            }
            return sessions[place];
        }
    }

    /** Through the registry: claim, checks, guard, effect. */
    @Benchmark
    public Appended cloakroom(Cloakroom cloakroom, Guest guest) {
        SessionId id = guest.next(cloakroom.registry);
        Claim claim = cloakroom.registry.claim(id, guest.who, Access.APPEND);
        return cloakroom.registry.history().append(claim, Append.of(Draft.user(guest.text)));
    }

    /** Into a list inside the cache's compute. */
    @Benchmark
    public List<BareEntry> bareCaffeine(Bare bare, BareGuest guest) {
        UUID id = guest.next(bare.cache);
        return bare.cache.compute(id, (key, known) -> {
            List<BareEntry> entries = known == null ? new ArrayList<>() : known;
            Instant now = Instant.ofEpochMilli(bare.clock.millis());
            entries.add(new BareEntry(entries.size() + 1, Role.USER, guest.text, guest.who, now, Map.of()));
            return entries;
        });
    }
}
