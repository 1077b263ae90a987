package dev.cloakroom.benchmarks;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.memory.CaffeineSessionStore;

/**
 * What an append costs in a session of 100 000 entries beside one in a session of 10. Both sides make half as many
 * entries again as there were, so each pays for growing once at least: the deep sessions go from 100 000 to 150 000,
 * the shallow ones from 10 to 15, and are then replaced by new ones, outside the clock. Deep and shallow batches of 80
 * appends take turns in one process, so both run the same compiled code on the same machine. Used by one thread.
 */
final class AppendAtDepth implements AutoCloseable {
    private static final int DEEP = 100_000;
    private static final int SHALLOW = 10;
    private static final int SESSIONS = 16;
    private static final int ROUND = SHALLOW / 2;
    private static final int WARM_UP = 2;
    private static final int PAIRS = Integer.getInteger("pairs", 7);
    private static final Principal WHO = Principal.of("somebody");

    private final SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.builder()
            .limits(Limits.standard().with(Limit.MESSAGES, 10L * DEEP).with(Limit.HISTORY_BYTES, 1L << 40))
            .mostBytes(1L << 40)
            .build());
    private final String text = "m".repeat(200);

    private AppendAtDepth() {}

    static Table run() {
        try (AppendAtDepth depth = new AppendAtDepth()) {
            Pairs pairs = new Pairs();
            for (int i = 0; i < WARM_UP; i++) {
                depth.compare(new Pairs());
            }
            for (int i = 0; i < PAIRS; i++) {
                depth.compare(pairs);
            }
            return new Table("AppendAtDepth: append at 100 000 entries / append at 10 entries")
                    .with("16 sessions a side, growth included", "ns/op", pairs, Target.atMost(1.3));
        }
    }

    /** One pair: the deep sessions from {@value #DEEP} entries to half as many again. */
    private void compare(Pairs pairs) {
        SessionId[] deep = open();
        for (int i = 0; i < DEEP; i++) {
            append(deep, 1);
        }
        long deepNanos = 0;
        long shallowNanos = 0;
        int rounds = DEEP / 2 / ROUND;
        for (int i = 0; i < rounds; i++) {
            SessionId[] shallow = open();
            append(shallow, SHALLOW);
            if (i % 2 == 0) {
                deepNanos += timed(deep);
                shallowNanos += timed(shallow);
            } else {
                shallowNanos += timed(shallow);
                deepNanos += timed(deep);
            }
            close(shallow);
        }
        close(deep);
        double appends = (double) rounds * SESSIONS * ROUND;
        pairs.add(deepNanos / appends, shallowNanos / appends);
    }

    private long timed(SessionId[] sessions) {
        long start = System.nanoTime();
        append(sessions, ROUND);
        return System.nanoTime() - start;
    }

    private void append(SessionId[] sessions, int times) {
        for (int i = 0; i < times; i++) {
            for (SessionId id : sessions) {
                var unused =
                        registry.history().append(registry.claim(id, WHO, Access.APPEND), Append.of(Draft.user(text)));
            }
        }
    }

    private SessionId[] open() {
        SessionId[] opened = new SessionId[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            opened[i] = registry.open(WHO).id();
        }
        return opened;
    }

    private void close(SessionId[] sessions) {
        for (SessionId id : sessions) {
            registry.close(registry.claim(id, WHO, Access.MANAGE));
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
