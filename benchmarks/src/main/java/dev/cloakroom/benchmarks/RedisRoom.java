package dev.cloakroom.benchmarks;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.redis.RedisSessionStore;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** One real Redis, a store on it, and {@value #CALLERS} callers who do the same at once. Used by one thread. */
final class RedisRoom implements AutoCloseable {
    static final int CALLERS = 16;
    static final int PAIRS = Integer.getInteger("pairs", 5);
    static final String TEXT = "m".repeat(200);
    private static final long NANOS = 3_000_000_000L;
    private static final long WARM_UP_NANOS = 2_000_000_000L;

    final RedisServer redis = RedisServer.start();
    final SessionRegistry registry = SessionRegistry.over(RedisSessionStore.open(
            redis.uri("prefix=cr"),
            Limits.standard()
                    .with(Limit.SESSIONS, 1_000_000)
                    .with(Limit.MESSAGES, 100_000_000)
                    .with(Limit.HISTORY_BYTES, 1L << 40)));
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

    /** What one caller does again and again. */
    @FunctionalInterface
    interface Work {
        void once() throws Exception;
    }

    static Principal caller(int number) {
        return new Principal("benchmark", "caller " + number);
    }

    SessionId[] open(int entries) {
        SessionId[] ids = new SessionId[CALLERS];
        List<Draft> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(Draft.user(TEXT));
        }
        for (int caller = 0; caller < CALLERS; caller++) {
            ids[caller] = registry.open(caller(caller)).id();
            var claim = registry.claim(ids[caller], caller(caller), Access.APPEND);
            for (int left = entries; left > 0; left -= 100) {
                var unused = registry.history().append(claim, Append.of(batch.subList(0, Math.min(left, 100))));
            }
        }
        return ids;
    }

    void end(SessionId[] ids) {
        for (int caller = 0; caller < CALLERS; caller++) {
            registry.close(registry.claim(ids[caller], caller(caller), Access.MANAGE));
        }
    }

    /** Appends of each caller into its own session, owner-checked as a request is. */
    IntFunction<Work> appends(SessionId[] ids) {
        return caller -> () -> {
            var claim = registry.claim(ids[caller], caller(caller), Access.APPEND);
            var unused = registry.history().append(claim, Append.of(Draft.user(TEXT)));
        };
    }

    /** The same with an idempotency key of 36 characters, another each time. */
    IntFunction<Work> keyedAppends(SessionId[] ids) {
        long start = System.nanoTime();
        return caller -> {
            long[] next = {0};
            return () -> {
                var claim = registry.claim(ids[caller], caller(caller), Access.APPEND);
                String key = (next[0]++ + "-" + caller + "-" + start + "-" + "0".repeat(36)).substring(0, 36);
                var unused = registry.history()
                        .append(claim, Append.of(Draft.user(TEXT)).keyed(new IdempotencyKey("messages", key)));
            };
        };
    }

    /** How often a second all callers together got it done; {@code work} makes what each of them does. */
    double perSecond(IntFunction<Work> work) throws Exception {
        return perSecond(work, NANOS);
    }

    void warmUp(IntFunction<Work> work) throws Exception {
        double unused = perSecond(work, WARM_UP_NANOS);
    }

    private double perSecond(IntFunction<Work> work, long nanos) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        List<Future<double[]>> running = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            Work mine = work.apply(caller);
            running.add(threads.submit(() -> {
                int unused = start.await();
                long begun = System.nanoTime();
                long now = begun;
                long done = 0;
                while (now - begun < nanos) {
                    mine.once();
                    done++;
                    now = System.nanoTime();
                }
                return new double[] {done, now - begun};
            }));
        }
        double sum = 0;
        for (Future<double[]> one : running) {
            sum += one.get()[0] * 1e9 / one.get()[1];
        }
        return sum;
    }

    @Override
    public void close() {
        List<Runnable> unused = threads.shutdownNow();
        registry.close();
        redis.close();
    }
}
