package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.store.redis.servers.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * R14: two instances on one Redis behind nginx as it is shipped, each restarted in turn every few seconds, while they
 * are verified and while others write and follow.
 */
@Tag("full")
@Timeout(900)
class RollingTest {
    private static final Logger LOG = LoggerFactory.getLogger(RollingTest.class);
    private static final int SECONDS = Integer.getInteger("rolling.seconds", 120);
    private static final int EVERY_SECONDS = 5;
    private static final int SESSIONS = 3;
    private static final int WRITERS = 2;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void R14_rolling_restarts_lose_nothing_double_nothing_and_are_ok() throws Exception {
        String redis = RedisServer.shared().uri("prefix=rolling").toString();
        String[] flags = {"--store", redis, "--rate-limit", "0", "--drain-delay", "500ms", "--max-messages", "1000000"};
        try (RestartedServer one = RestartedServer.start(flags);
                RestartedServer other = RestartedServer.start(flags);
                Nginx nginx = Nginx.before(directory, one.address(), other.address())) {
            AtomicInteger over = new AtomicInteger();
            AtomicInteger quiet = new AtomicInteger();
            List<RollingLoad> loads = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            List<Future<?>> following = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                RollingLoad load = new RollingLoad(nginx.url(), "roller-" + i);
                loads.add(load);
                for (int writer = 0; writer < WRITERS; writer++) {
                    String name = "w" + writer;
                    running.add(begin(() -> load.write(name, over)));
                }
                following.add(begin(() -> load.follow(quiet)));
            }
            Future<Verified> verified =
                    threads.submit(() -> Verified.by(nginx.url(), "--seconds", Integer.toString(SECONDS)));
            roll(verified, List.of(one, other), running);
            over.set(1);
            await(running);
            quiet.set(1);
            await(following);
            tell(verified.get(), loads, List.of(one, other), nginx.accessLog());
            for (RollingLoad load : loads) {
                load.check();
                assertThat(load.reconnects()).as("streams end and come back").isGreaterThan(2);
            }
            assertThat(verified.get().exitCode()).as(verified.get().output()).isZero();
            assertThat(one.said()).noneMatch(line -> line.contains("cutting"));
            assertThat(other.said()).noneMatch(line -> line.contains("cutting"));
        } finally {
            List<Runnable> unused = threads.shutdownNow();
        }
    }

    private static void await(List<Future<?>> all) throws Exception {
        for (Future<?> each : all) {
            Object unused = each.get(60, TimeUnit.SECONDS);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private Future<?> begin(Work work) {
        Callable<Integer> call = () -> {
            work.run();
            return 0;
        };
        return threads.submit(call);
    }

    /**
     * Begins to restart one after the other, at equal distances where that can be, until the verdict is there, or one
     * of those who write has failed.
     */
    private static void roll(Future<Verified> verified, List<RestartedServer> servers, List<Future<?>> running)
            throws InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        for (int turn = 0; running.stream().noneMatch(Future::isDone); turn++) {
            try {
                long left = begun + TimeUnit.SECONDS.toNanos(EVERY_SECONDS) - System.nanoTime();
                Verified unused = verified.get(Math.max(1, left), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException notYet) {
                begun = System.nanoTime();
                servers.get(turn % servers.size()).restart();
            }
        }
    }

    /** Answered with 5xx, or tried again, as the log of nginx has it after the instant, the address and the method. */
    private static boolean isFailure(String line) {
        return line.split(" ", 5)[3].startsWith("5") || line.contains("upstream_status=502");
    }

    private static void tell(
            Verified verified, List<RollingLoad> loads, List<RestartedServer> servers, List<String> log) {
        LOG.warn("{}", verified.output());
        log.stream().filter(RollingTest::isFailure).forEach(LOG::warn);
        LOG.warn(
                "restarts {}, slowest stop {} ms; acknowledged {}, attempts again {}, stored but unanswered {},"
                        + " streams {}, slowest {} ms",
                servers.stream().mapToInt(RestartedServer::restarts).sum(),
                servers.stream()
                        .mapToLong(server -> server.longestStop().toMillis())
                        .max()
                        .orElse(0),
                loads.stream().mapToInt(RollingLoad::count).sum(),
                loads.stream().mapToInt(RollingLoad::retried).sum(),
                loads.stream().mapToInt(RollingLoad::replayed).sum(),
                loads.stream().mapToInt(RollingLoad::reconnects).sum(),
                loads.stream()
                        .mapToLong(load -> load.longest().toMillis())
                        .max()
                        .orElse(0));
    }
}
