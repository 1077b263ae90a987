package dev.cloakroom.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Which primary of a cluster has which slot. What a server says when it is asked for a slot of another counts at once;
 * the whole table is read again when that happens or a server fails. Thread-safe.
 */
final class ClusterNodes implements Nodes {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNodes.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<HostAndPort> seeds;
    private final Connections connections;
    private final AtomicReferenceArray<@Nullable HostAndPort> slots =
            new AtomicReferenceArray<>(Protocol.CLUSTER_HASHSLOTS);
    private final ReentrantLock asking = new ReentrantLock();
    private volatile boolean suspected = true;
    private volatile long askedAt = System.nanoTime() - PAUSE_NANOS;

    ClusterNodes(List<HostAndPort> seeds, Connections connections) {
        this.seeds = seeds;
        this.connections = connections;
    }

    @Override
    public HostAndPort of(byte[] key, long deadline) {
        askIfSuspected(deadline);
        HostAndPort node = slots.get(JedisClusterCRC16.getSlot(key));
        if (node == null) {
            suspected = true;
            throw NotApplied.again("no server of the cluster is known to have the session's slot");
        }
        return node;
    }

    @Override
    public List<HostAndPort> primaries(long deadline) {
        askIfSuspected(deadline);
        List<HostAndPort> known = known();
        if (known.isEmpty()) {
            throw NotApplied.again("no server of the cluster is known");
        }
        return known;
    }

    @Override
    public void suspect(HostAndPort node) {
        suspected = true;
    }

    @Override
    public void moved(byte[] key, HostAndPort node) {
        slots.set(JedisClusterCRC16.getSlot(key), node);
        suspected = true;
    }

    private List<HostAndPort> known() {
        Set<HostAndPort> known = new LinkedHashSet<>();
        for (int slot = 0; slot < slots.length(); slot++) {
            HostAndPort node = slots.get(slot);
            if (node != null) {
                boolean unused = known.add(node);
            }
        }
        return List.copyOf(known);
    }

    /** One asks for all, while the others go on with what is known; not more often than every 100 ms. */
    private void askIfSuspected(long deadline) {
        if (suspected && System.nanoTime() - askedAt >= PAUSE_NANOS && asking.tryLock()) {
            try {
                suspected = false;
                boolean answered = ask(deadline);
                suspected |= !answered;
            } finally {
                askedAt = System.nanoTime();
                asking.unlock();
            }
        }
    }

    private boolean ask(long deadline) {
        Set<HostAndPort> nodes = new LinkedHashSet<>(known());
        boolean unused = nodes.addAll(seeds);
        for (HostAndPort node : nodes) {
            if (asked(node, deadline)) {
                return true;
            }
        }
        LOG.warn("none of the {} known servers of the cluster tells who has which slot", nodes.size());
        return false;
    }

    private boolean asked(HostAndPort node, long deadline) {
        Connections.Borrowed borrowed;
        try {
            borrowed = connections.borrow(node, deadline);
        } catch (NotApplied e) {
            LOG.debug("the cluster's server at {} cannot be asked: {}", node, e.getMessage());
            return false;
        }
        boolean answered = false;
        try {
            Object reply =
                    borrowed.connection().executeCommand(new CommandArguments(Protocol.Command.CLUSTER).add("SLOTS"));
            answered = reply instanceof List<?> ranges && learn(ranges, node);
            return answered;
        } catch (JedisException e) {
            LOG.debug("the cluster's server at {} does not tell who has which slot: {}", node, e.getMessage());
            return false;
        } finally {
            connections.release(borrowed, answered);
        }
    }

    /** Each range is its first slot, its last one, and its servers, the primary first. */
    private boolean learn(List<?> ranges, HostAndPort asked) {
        List<HostAndPort> next = new ArrayList<>();
        for (int slot = 0; slot < slots.length(); slot++) {
            next.add(null);
        }
        for (Object range : ranges) {
            if (!(range instanceof List<?> parts
                    && parts.size() > 2
                    && parts.get(0) instanceof Long first
                    && parts.get(1) instanceof Long last
                    && first >= 0
                    && last < next.size()
                    && parts.get(2) instanceof List<?> primary
                    && primary.size() > 1
                    && primary.get(1) instanceof Long port)) {
                return false;
            }
            String host = primary.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
            HostAndPort node = new HostAndPort(host.isEmpty() ? asked.getHost() : host, port.intValue());
            for (int slot = first.intValue(); slot <= last; slot++) {
                next.set(slot, node);
            }
        }
        for (int slot = 0; slot < next.size(); slot++) {
            slots.set(slot, next.get(slot));
        }
        return !ranges.isEmpty();
    }
}
