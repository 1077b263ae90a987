package dev.cloakroom.store.redis.servers;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import redis.clients.jedis.exceptions.JedisException;

/** A primary, two replicas, and three sentinels that watch them. Used by one thread. */
public final class RedisSentinels implements AutoCloseable {
    static final String NAME = "cloakroom";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {
        RedisServer primary = RedisServer.start();
        servers.add(primary);
        for (int i = 0; i < 2; i++) {
            servers.add(RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(primary.port())));
        }
        awaitReplicas(primary, servers.subList(1, servers.size()));
        for (int i = 0; i < 3; i++) {
            sentinels.add(RedisServer.sentinel(NAME, primary.port()));
        }
        awaitSentinels(sentinels);
    }

    /**
     * Until they follow a primary without data. One that calls itself there may be sent nothing for another second: a
     * primary that does not know yet that its snapshot has arrived waits for the next sign of life.
     */
    static void awaitReplicas(RedisServer primary, List<RedisServer> replicas) {
        await(
                "the replicas",
                () -> primary.info("replication", "connected_slaves").equals(Integer.toString(replicas.size()))
                        && replicas.stream()
                                .allMatch(one -> one.info("replication", "master_link_status")
                                        .equals("up")));
        primary.tell("FLUSHALL"); // which is passed on, whatever there is
        await(
                "what the primary wrote",
                () -> replicas.stream()
                        .allMatch(one -> one.info("replication", "slave_repl_offset")
                                .equals(primary.info("replication", "master_repl_offset"))));
    }

    /** Until three sentinels know of each other and of two replicas. */
    static void awaitSentinels(List<RedisServer> sentinels) {
        await(
                "the sentinels",
                () -> sentinels.stream()
                        .allMatch(one -> said(one, "num-slaves").equals("2")
                                && said(one, "num-other-sentinels").equals("2")));
    }

    public static RedisSentinels start() {
        return new RedisSentinels();
    }

    static String said(RedisServer sentinel, String what) {
        List<?> parts = (List<?>) sentinel.ask("SENTINEL", "MASTER", NAME);
        int at = parts.indexOf(what);
        return at < 0 ? "" : parts.get(at + 1).toString();
    }

    /** Where a store finds it, with these settings. */
    public URI uri(String settings) {
        String nodes = sentinels.stream().map(one -> "127.0.0.1:" + one.port()).collect(Collectors.joining(","));
        return URI.create("redis-sentinel://" + nodes + "/" + NAME + "?" + settings);
    }

    /** The primary as the sentinels name it. */
    public RedisServer primary() {
        String port = said(sentinels.get(0), "port");
        return servers.stream()
                .filter(one -> Integer.toString(one.port()).equals(port))
                .findFirst()
                .orElseThrow();
    }

    public List<RedisServer> replicas() {
        RedisServer primary = primary();
        return servers.stream().filter(one -> one != primary).toList();
    }

    /** Kills the primary and waits until all sentinels name another one, which says itself that it is. */
    public void failOver() {
        RedisServer before = primary();
        before.kill();
        awaitOther(before);
    }

    /** Waits until all sentinels name another primary than this one. */
    public void awaitOther(RedisServer before) {
        await(
                "another primary",
                () -> sentinels.stream().noneMatch(one -> said(one, "port").equals(Integer.toString(before.port())))
                        && primary().info("replication", "role").equals("master"));
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (JedisException notYet) {
                // asked again below
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + " did not come");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
