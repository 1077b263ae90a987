package dev.cloakroom.benchmarks;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.util.UUID;

/**
 * Prints how many bytes of heap one session keeps. Every message is a string of its own, of one byte a character, as a
 * request would bring it; nothing here keeps a reference to it.
 */
public final class HeapProbe {
    static final int PAYLOAD = 20 * 200;

    private static final int SESSIONS = 20_000;
    private static final int MESSAGES = 20;
    private static final int WARM_UP = 200;

    private HeapProbe() {}

    /** Takes how many sessions share an owner, and {@code keyed} or {@code unkeyed}. */
    public static void main(String[] args) {
        int sessionsAnOwner = Integer.parseInt(args[0]);
        boolean keyed = args[1].equals("keyed");
        CaffeineSessionStore store =
                CaffeineSessionStore.builder().mostBytes(1L << 40).build();
        try (SessionRegistry registry = SessionRegistry.over(store)) {
            fill(registry, 0, WARM_UP, sessionsAnOwner, keyed);
            long before = used();
            fill(registry, WARM_UP, WARM_UP + SESSIONS, sessionsAnOwner, keyed);
            long after = used();
            if (store.sessions() != WARM_UP + SESSIONS) {
                throw new IllegalStateException("a session is missing");
            }
            System.out.println((double) (after - before) / SESSIONS);
        }
    }

    private static void fill(SessionRegistry registry, int from, int to, int sessionsAnOwner, boolean keyed) {
        for (int i = from; i < to; i++) {
            Principal owner = Principal.of("user-" + i / sessionsAnOwner);
            Claim claim = registry.claim(registry.open(owner).id(), owner, Access.APPEND);
            for (int message = 0; message < MESSAGES; message++) {
                Append append = Append.of(Draft.user("m".repeat(200)));
                Append sent = keyed
                        ? append.keyed(
                                new IdempotencyKey("messages", UUID.randomUUID().toString()))
                        : append;
                var unused = registry.history().append(claim, sent);
            }
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
