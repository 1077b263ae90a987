package dev.cloakroom.store.redis;

import dev.cloakroom.session.Measure;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * All connections of an instance, over all servers, never more than so many at once (R11). Whoever needs one waits a
 * bounded time. One that failed is never used again, and neither is one of the same server that is older than that
 * failure; one that lay idle for long is asked first whether anybody is there, so that a firewall's silence does not
 * become an unknown outcome. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final long STALE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int TRIES = 1_000;

    private final Dialer dialer;
    private final int most;
    private final Semaphore places;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<HostAndPort, Deque<Borrowed>> idle = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<HostAndPort, Long> failures = new ConcurrentHashMap<>();
    private final LongAdder dialed = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private volatile boolean closed;

    Connections(Dialer dialer, int most) {
        this.dialer = dialer;
        this.most = most;
        this.places = new Semaphore(most);
    }

    /** A connection in someone's hands. Used by one thread at a time. */
    static final class Borrowed {
        private final Connection connection;
        private final HostAndPort node;
        private final long openedAt = System.nanoTime();
        private long usedAt = openedAt;

        private Borrowed(Connection connection, HostAndPort node) {
            this.connection = connection;
            this.node = node;
        }

        Connection connection() {
            return connection;
        }

        HostAndPort node() {
            return node;
        }
    }

    /**
     * @param deadline on {@link System#nanoTime}
     * @throws NotApplied when there is none to be had until then
     */
    Borrowed borrow(HostAndPort node, long deadline) {
        if (!awaitPlace(deadline)) {
            throw NotApplied.forGood("all " + most + " connections to Redis are in use for too long");
        }
        boolean borrowed = false;
        try {
            Borrowed found = idleTo(node);
            Borrowed taken = found != null ? found : dial(node);
            borrowed = true;
            return taken;
        } finally {
            if (!borrowed) {
                places.release();
            }
        }
    }

    /**
     * Takes the place of one connection for good, for someone who opens it by himself.
     *
     * @throws NotApplied when there is none to be had until then
     */
    void reserve(long deadline) {
        if (!awaitPlace(deadline)) {
            throw NotApplied.again("all " + most + " connections to Redis are in use for too long");
        }
        boolean reserved = false;
        try {
            makeRoom();
            reserved = true;
        } finally {
            if (!reserved) {
                places.release();
            }
        }
    }

    private boolean awaitPlace(long deadline) {
        if (closed) {
            throw NotApplied.forGood("the store is closed");
        }
        if (places.tryAcquire()) {
            return true;
        }
        try {
            return places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NotApplied.forGood("interrupted while waiting for a connection to Redis");
        }
    }

    private @Nullable Borrowed idleTo(HostAndPort node) {
        Deque<Borrowed> waiting = idle.get(node);
        if (waiting == null) {
            return null;
        }
        Borrowed next = waiting.pollFirst();
        while (next != null && !isGood(next)) {
            hangUp(next);
            next = waiting.pollFirst();
        }
        return next;
    }

    private boolean isGood(Borrowed one) {
        Long failed = failures.get(one.node);
        if (failed != null && one.openedAt - failed < 0) {
            return false;
        }
        if (System.nanoTime() - one.usedAt < STALE_NANOS) {
            return true;
        }
        try {
            return one.connection.ping();
        } catch (JedisException e) {
            return false;
        }
    }

    private Borrowed dial(HostAndPort node) {
        makeRoom();
        boolean answered = false;
        try {
            Borrowed fresh = new Borrowed(dialer.dial(node), node);
            answered = true;
            dialed.increment();
            return fresh;
        } finally {
            if (!answered) {
                open.decrementAndGet();
            }
        }
    }

    /** Counts one more, after closing one that lies idle elsewhere if it would be one too many. */
    private void makeRoom() {
        for (int i = 0; i < TRIES; i++) {
            int now = open.get();
            if (now >= most) {
                boolean unused = closeOneIdle(); // there is one, or someone is about to give one back or to hang up
            } else if (open.compareAndSet(now, now + 1)) {
                return;
            }
        }
        throw NotApplied.again("no connection to Redis could be freed");
    }

    private boolean closeOneIdle() {
        for (Deque<Borrowed> waiting : idle.values()) {
            Borrowed last = waiting.pollLast();
            if (last != null) {
                hangUp(last);
                return true;
            }
        }
        return false;
    }

    /** @param inStep whether every request on it was answered, and so the next answer is that of the next request */
    void release(Borrowed one, boolean inStep) {
        if (inStep) {
            giveBack(one);
        } else {
            hangUp(one);
            places.release();
        }
    }

    private void giveBack(Borrowed one) {
        one.usedAt = System.nanoTime();
        idle.computeIfAbsent(one.node, node -> new ConcurrentLinkedDeque<>()).addFirst(one);
        if (closed) {
            closeIdle();
        }
        places.release();
    }

    /** The server broke a connection, so those that are as old are broken too. */
    void broken(HostAndPort node) {
        broken.increment();
        failures.put(node, System.nanoTime());
    }

    private void hangUp(Borrowed one) {
        Wire.hangUp(one.connection);
        open.decrementAndGet();
    }

    /** Connections that are open now. */
    int open() {
        return open.get();
    }

    /** What operators watch. */
    List<Measure> measures() {
        return List.of(
                Measure.gauge("connections_limit", "Connections to Redis that there may be", () -> most),
                Measure.gauge("connections_open", "Connections to Redis that are open", open::get),
                Measure.gauge(
                        "connections_in_use",
                        "Connections to Redis that someone uses, that of the live tails included",
                        () -> most - places.availablePermits()),
                Measure.gauge(
                        "connections_idle",
                        "Connections to Redis that lie ready",
                        () -> Math.max(0, open.get() - most + places.availablePermits())),
                Measure.gauge(
                        "connections_waiting", "Callers who wait for a connection to Redis", places::getQueueLength),
                Measure.counter("connections_opened", "Connections to Redis that were opened", dialed::sum),
                Measure.counter("connections_broken", "Connections that Redis or the network broke", broken::sum));
    }

    private void closeIdle() {
        boolean more = closeOneIdle();
        while (more) {
            more = closeOneIdle();
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}
