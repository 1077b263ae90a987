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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

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
            Pairs elapsed = new Pairs();
            Pairs processor = new Pairs();
            for (int i = 0; i < WARM_UP; i++) {
                depth.compare(new Pairs(), new Pairs());
            }
            for (int i = 0; i < PAIRS; i++) {
                depth.compare(elapsed, processor);
            }
            return new Table("AppendAtDepth: append at 100 000 entries / append at 10 entries")
                    .with("16 sessions a side, growth included", "ns/op", elapsed, Target.atMost(1.3))
                    .with("the same, processor time of the thread", "ns/op", processor, Target.none());
        }
    }

    /** One pair: the deep sessions from {@value #DEEP} entries to half as many again. */
    private void compare(Pairs elapsed, Pairs processor) {
        SessionId[] deep = open();
        for (int i = 0; i < DEEP; i++) {
            append(deep, 1);
        }
        Clock deepClock = new Clock();
        Clock shallowClock = new Clock();
        int rounds = DEEP / 2 / ROUND;
        for (int i = 0; i < rounds; i++) {
            SessionId[] shallow = open();
            append(shallow, SHALLOW);
            if (i % 2 == 0) {
                deepClock.add(() -> append(deep, ROUND));
                shallowClock.add(() -> append(shallow, ROUND));
            } else {
                shallowClock.add(() -> append(shallow, ROUND));
                deepClock.add(() -> append(deep, ROUND));
            }
            close(shallow);
        }
        close(deep);
        double appends = (double) rounds * SESSIONS * ROUND;
        elapsed.add(deepClock.elapsed / appends, shallowClock.elapsed / appends);
        processor.add(deepClock.processor / appends, shallowClock.processor / appends);
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

    /** Adds up how long one side took, and how much of that time its thread was running. Used by one thread. */
    private static final class Clock {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private double elapsed;
        private double processor;

        void add(Runnable work) {
            long running = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            work.run();
            elapsed += System.nanoTime() - start;
            processor += THREADS.getCurrentThreadCpuTime() - running;
        }
    }
}
