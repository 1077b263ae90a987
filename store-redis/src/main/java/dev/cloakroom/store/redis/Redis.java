package dev.cloakroom.store.redis;

import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.StoreUnavailable;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Takes a request to the right server and an answer back, over every topology in the same way.
 *
 * <p><b>Outcomes are honest (R9).</b> An attempt was answered, or was certainly not applied, or is in doubt: its bytes
 * may have reached Redis and no answer came. What was not applied is tried again for a bounded time and then reported
 * as {@link StoreUnavailable}. What is in doubt is tried again only if a second execution adds nothing, and if no
 * answer comes then either, the outcome is reported as unknown. An answer that is not its request's destroys the
 * connection and ends the call (R10). With {@code ack=replicas(n)} the count of replicas comes over the same connection
 * right behind the script. Thread-safe.
 */
final class Redis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(4).toNanos();
    private static final int MOST_DOUBLINGS = 6;
    private static final int FREE_ATTEMPTS = 3;
    private static final int TOGETHER = 50;

    private final Nodes nodes;
    private final Connections connections;
    private final Wire wire;
    private final long patience;
    private final AtomicLong crossed = new AtomicLong();
    private volatile @Nullable String noWrites;

    Redis(Nodes nodes, Connections connections, Wire wire, Settings settings) {
        this.nodes = nodes;
        this.connections = connections;
        this.wire = wire;
        this.patience = settings.timing().patience().toNanos();
    }

    /**
     * Sends a request, as often as is honest.
     *
     * @throws StoreUnavailable when nothing was applied
     * @throws OutcomeUnknown when that cannot be told
     */
    Reply call(Request request) {
        requireWritable(request);
        Call call = new Call(request);
        while (true) {
            Reply reply = call.attempt();
            if (reply != null) {
                return reply;
            }
            call.pause();
        }
    }

    /** Sends a request to one server, once. */
    Reply callAt(HostAndPort node, Request request) {
        try {
            Wire.Answer answer = attempt(node, false, request, false, deadline());
            return Reply.of(answer.status(), answer.parts(), false);
        } catch (NotApplied | JedisConnectionException | Full e) {
            throw failed(request, request.effect() != Effect.NONE && !(e instanceof NotApplied), e);
        }
    }

    /**
     * Sends requests that change nothing, many at a time where they go to the same server.
     *
     * @return the answers, in the order of the requests
     */
    List<Reply> calls(List<Request> requests) {
        Map<Request, Reply> replies = new HashMap<>();
        long deadline = deadline();
        try {
            Map<HostAndPort, List<Request>> byNode = new LinkedHashMap<>();
            for (Request request : requests) {
                byNode.computeIfAbsent(nodes.of(request.binding(), deadline), node -> new ArrayList<>())
                        .add(request);
            }
            byNode.forEach((node, some) -> callTogether(node, some, deadline, replies));
        } catch (NotApplied | JedisConnectionException e) {
            LOG.debug("many requests at once came to an end early: {}", e.getMessage());
        }
        return requests.stream()
                .map(request -> {
                    Reply reply = replies.get(request);
                    return reply == null ? call(request) : reply;
                })
                .toList();
    }

    /** What is not answered here is asked again, one by one. */
    private void callTogether(HostAndPort node, List<Request> requests, long deadline, Map<Request, Reply> replies) {
        Connections.Borrowed borrowed = connections.borrow(node, deadline);
        boolean inStep = false;
        try {
            for (int from = 0; from < requests.size(); from += TOGETHER) {
                wire.exchange(
                        borrowed.connection(),
                        requests.subList(from, Math.min(requests.size(), from + TOGETHER)),
                        replies);
            }
            inStep = true;
        } catch (Wire.Crossed e) {
            throw crossed(node, requests.get(0), e);
        } finally {
            connections.release(borrowed, inStep);
        }
    }

    /** An answer on a connection that is then given back, or destroyed. */
    private Wire.Answer attempt(HostAndPort node, boolean asking, Request request, boolean doubtful, long deadline) {
        Connections.Borrowed borrowed = connections.borrow(node, deadline);
        boolean inStep = false;
        try {
            Wire.Answer answer = wire.exchange(borrowed.connection(), request, asking, doubtful);
            inStep = true;
            return answer;
        } catch (Wire.Unconfirmed e) {
            inStep = true;
            throw new OutcomeUnknown(e.why(), e);
        } catch (JedisDataException e) {
            if (Failures.isFull(e)) {
                inStep = true;
                throw new Full();
            }
            NotApplied certain = Failures.notApplied(e, node);
            inStep = certain != null && certain.elsewhere() != null;
            throw certain != null ? certain : failed(request, request.effect() != Effect.NONE, e);
        } catch (Wire.Crossed e) {
            throw crossed(node, request, e);
        } catch (JedisConnectionException e) {
            if (!(e.getCause() instanceof SocketTimeoutException)) {
                connections.broken(node);
            }
            throw e;
        } finally {
            connections.release(borrowed, inStep);
        }
    }

    private RuntimeException crossed(HostAndPort node, Request request, Wire.Crossed e) {
        long unused = crossed.incrementAndGet();
        LOG.warn("an answer of Redis at {} was not that of its request; the connection is destroyed", node);
        return failed(request, request.effect() != Effect.NONE, e);
    }

    /** One request on its way through its attempts. Used by one thread. */
    private final class Call {
        private final Request request;
        private final long deadline = deadline();
        private @Nullable HostAndPort elsewhere;
        private boolean asking;
        private boolean doubtful;
        private int attempts;

        Call(Request request) {
            this.request = request;
        }

        /** An answer, or null when another attempt may be made. */
        @Nullable Reply attempt() {
            HostAndPort node = null;
            RuntimeException failure;
            try {
                node = elsewhere != null ? elsewhere : nodes.of(request.binding(), deadline);
                Wire.Answer answer = Redis.this.attempt(node, asking, request, doubtful, deadline);
                return Reply.of(answer.status(), answer.parts(), doubtful);
            } catch (Full full) {
                return Reply.full(doubtful);
            } catch (NotApplied e) {
                failure = e;
                elsewhere = e.elsewhere();
                asking = e.asking();
                learn(node, e);
            } catch (JedisConnectionException e) {
                failure = e;
                elsewhere = null;
                asking = false;
                doubtful |= request.effect() != Effect.NONE;
                learn(node, null);
            }
            boolean worthIt =
                    failure instanceof NotApplied e ? e.isWorthAnotherAttempt() : request.effect() != Effect.ONCE;
            if (!worthIt || System.nanoTime() - deadline >= 0) {
                throw failed(request, doubtful, failure);
            }
            attempts++;
            return null;
        }

        private void learn(@Nullable HostAndPort asked, @Nullable NotApplied why) {
            HostAndPort has = why == null ? null : why.elsewhere();
            if (has != null && !asking) {
                nodes.moved(request.binding(), has);
            } else if (has == null && asked != null) {
                nodes.suspect(asked);
            }
        }

        void pause() {
            if (elsewhere != null && attempts < FREE_ATTEMPTS) {
                return;
            }
            long most = FIRST_PAUSE_NANOS << Math.min(attempts, MOST_DOUBLINGS);
            long pause = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
            LockSupport.parkNanos(Math.min(pause, Math.max(0, deadline - System.nanoTime())));
        }
    }

    private void requireWritable(Request request) {
        String why = noWrites;
        if (why != null && request.effect() != Effect.NONE) {
            throw new StoreUnavailable(why + "; nothing was applied");
        }
    }

    /** @param doubtful whether an attempt may have been applied */
    private RuntimeException failed(Request request, boolean doubtful, Throwable cause) {
        String what = cause instanceof NotApplied
                ? cause.getMessage()
                : "Redis did not answer " + request.script().file();
        return doubtful
                ? new OutcomeUnknown(what + "; whether it was applied is not known", cause)
                : new StoreUnavailable(what + "; nothing was applied", cause);
    }

    /** From now on changes are refused, for this reason; null to accept them again. */
    void refuseWrites(@Nullable String why) {
        noWrites = why;
    }

    /** Whether changes are refused now. */
    boolean refusesWrites() {
        return noWrites != null;
    }

    /** How many answers were not those of their requests (R10). */
    long crossed() {
        return crossed.get();
    }

    Nodes nodes() {
        return nodes;
    }

    Connections connections() {
        return connections;
    }

    long deadline() {
        return System.nanoTime() + patience;
    }

    @Override
    public void close() {
        nodes.close();
        connections.close();
    }

    /** Redis has no memory left, so nothing was applied. Costs no stack trace. */
    private static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full() {
            super("Redis has no memory left", null, false, false);
        }
    }
}
