package dev.cloakroom.store.redis;

import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.Settings.Topology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;

/**
 * Looks whether the servers can keep what a store promises (R13): before the store is opened, when one that cannot is
 * refused in one line, and each minute, when one that evicts is written to no more. CONFIG is not asked, since managed
 * servers and users of few rights do not have it. Thread-safe.
 */
final class Inspection {
    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);
    private static final String NO_EVICTION = "noeviction";

    private final Redis redis;
    private final Keys keys;
    private final Settings settings;
    private volatile long evicted;

    Inspection(Redis redis, Keys keys, Settings settings) {
        this.redis = redis;
        this.keys = keys;
        this.settings = settings;
    }

    /** @throws StoreUnavailable when a server must not be used; the message says why and what to do */
    void atStart() {
        List<ServerState> servers = servers();
        servers.forEach(this::require);
        rehearse();
        requireFormat();
        LOG.info("{}", described(servers));
    }

    /** Refuses changes while a server evicts, and accepts them again when it does not any more. */
    void again() {
        for (ServerState server : servers()) {
            if (!server.evictionPolicy().equals(NO_EVICTION)) {
                String why = evicts(server);
                LOG.error("{}; changes are refused until it is set back", why);
                redis.refuseWrites(why);
                return;
            }
        }
        redis.refuseWrites(null);
    }

    /** Keys that the servers had evicted when they were looked at last. */
    long evicted() {
        return evicted;
    }

    private List<ServerState> servers() {
        try {
            List<ServerState> servers = redis.nodes().primaries(redis.deadline()).stream()
                    .map(this::inspected)
                    .toList();
            evicted = servers.stream().mapToLong(ServerState::evictedKeys).sum();
            return servers;
        } catch (NotApplied e) {
            throw new StoreUnavailable(e.why(), e);
        }
    }

    private ServerState inspected(HostAndPort node) {
        Reply reply = redis.callAt(node, Request.of(Script.INSPECT, Effect.NONE).arg(node.toString()));
        return ServerState.of(node, reply);
    }

    private void require(ServerState server) {
        if (!server.isAtLeast(6, 2)) {
            throw new StoreUnavailable(server.product() + " at " + server.node()
                    + " is too old: Redis 6.2 or newer, or Valkey, is needed");
        } else if (!server.evictionPolicy().equals(NO_EVICTION)) {
            throw new StoreUnavailable(evicts(server));
        } else if (server.isLoading()) {
            throw new StoreUnavailable("Redis at " + server.node() + " is still loading its data; try again");
        } else if (server.isCluster() != (settings.topology() == Topology.CLUSTER)) {
            throw new StoreUnavailable(
                    server.isCluster()
                            ? "Redis at " + server.node() + " is part of a cluster: write redis-cluster://"
                            : "Redis at " + server.node() + " is no cluster: write redis:// or redis-sentinel://");
        }
    }

    private static String evicts(ServerState server) {
        return "Redis at " + server.node() + " may evict sessions (maxmemory-policy " + server.evictionPolicy()
                + "): set maxmemory-policy to noeviction";
    }

    /** Tries every command once, so that a right that is missing is found now and not in the middle of a script. */
    private void rehearse() {
        UUID number = UUID.randomUUID();
        Reply reply = redis.call(
                Request.of(Script.REHEARSE, Effect.NONE, keys.scratch(number, 's'), keys.scratch(number, 'h')));
        if (reply.has(0)) {
            throw new StoreUnavailable("the user of Redis may not use " + reply.text(0)
                    + " on the keys and channels of the store: see the ACL in docs/redis.md");
        }
    }

    private void requireFormat() {
        Reply reply = redis.call(
                Request.of(Script.FORMAT, Effect.NONE, keys.format()).arg(Integer.toString(RecordCode.FORMAT)));
        String format = reply.status() == Status.DONE ? reply.text(0) : Integer.toString(RecordCode.FORMAT);
        if (!format.equals(Integer.toString(RecordCode.FORMAT))) {
            throw new StoreUnavailable("what Redis holds has format " + printable(format) + " and this program reads "
                    + RecordCode.FORMAT + ": start the version that wrote it, or use another prefix");
        }
    }

    private static String printable(String format) {
        return format.matches("[0-9]{1,9}") ? format : "(" + format.getBytes(StandardCharsets.UTF_8).length + " bytes)";
    }

    /** One line that says what an acknowledged change survives. */
    private String described(List<ServerState> servers) {
        ServerState first = servers.get(0);
        boolean appends = servers.stream().allMatch(ServerState::hasAppendOnlyFile);
        int replicas = servers.stream().mapToInt(ServerState::replicas).min().orElse(0);
        int wanted = settings.ack().replicas();
        String restart = appends
                ? "a restart of Redis keeps it as far as its append-only file was synced"
                : "without an append-only file a restart of Redis loses it unless a snapshot was taken since";
        String failover = wanted == 0
                ? "a failover may lose it"
                : replicas < wanted
                        ? "only " + replicas + " connected, so no change is acknowledged until there are more"
                        : "a failover keeps it if one of those is promoted";
        return first.product() + ", " + settings.topology() + ", " + servers.size() + " primaries, " + replicas
                + " replicas each, append-only file " + (appends ? "on" : "off") + ", ack=" + settings.ack()
                + ": an acknowledged change is on the primary" + (wanted == 0 ? "" : " and " + wanted + " replicas")
                + "; " + restart + "; " + failover;
    }
}
