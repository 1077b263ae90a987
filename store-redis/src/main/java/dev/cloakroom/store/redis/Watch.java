package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.StoreUnavailable;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;

/** Looks after the servers in the background: each second where the primary is, each minute whether it evicts. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Watch::daemon);
    private final Inspection inspection;

    private Watch(Inspection inspection) {
        this.inspection = inspection;
    }

    static Watch over(Nodes nodes, Inspection inspection) {
        Watch watch = new Watch(inspection);
        watch.repeat(nodes::look, 1);
        watch.repeat(inspection::again, 60);
        return watch;
    }

    /** Looks now, as it happens from time to time by itself. */
    void inspect() {
        inspection.again();
    }

    /** Keys that the servers had evicted when they were looked at last. */
    long evicted() {
        return inspection.evicted();
    }

    private void repeat(Runnable work, long seconds) {
        Future<?> unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (SessionException | NotApplied e) {
                        LOG.debug("a look at the servers of Redis failed: {}", e.getMessage());
                    } catch (RuntimeException e) {
                        LOG.warn("a look at the servers of Redis failed", e);
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    /** @throws StoreUnavailable when a server that has sessions does not answer */
    void ping(Redis redis) {
        List<HostAndPort> primaries;
        try {
            primaries = redis.nodes().primaries(redis.deadline());
        } catch (NotApplied e) {
            throw new StoreUnavailable(e.why(), e);
        }
        for (HostAndPort node : primaries) {
            Reply unused =
                    redis.callAt(node, Request.of(Script.PING, Effect.NONE).arg(node.toString()));
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "cloakroom-redis-watch");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        List<Runnable> unused = timer.shutdownNow();
    }
}
