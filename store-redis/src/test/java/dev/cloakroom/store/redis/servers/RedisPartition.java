package dev.cloakroom.store.redis.servers;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A primary and whoever uses it on one side, two replicas and three sentinels on the other, and a network between the
 * sides that can be cut: no packet comes through, and nobody is told. Used by one thread.
 */
public final class RedisPartition implements AutoCloseable {
    private static final String CLIENT = "instance";

    private final RedisServer primary;
    private final Cable toPrimary;
    private final List<RedisServer> replicas = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();
    private final List<Cable> toSentinels = new ArrayList<>();

    private RedisPartition(String... directives) {
        primary = RedisServer.start(directives);
        toPrimary = new Cable(primary.port(), start -> start.contains("AUTH")); // only the near side logs in
        String[] near = {"--replicaof", "127.0.0.1", Integer.toString(toPrimary.port())};
        String[] replica = Stream.concat(Stream.of(directives), Stream.of(near)).toArray(String[]::new);
        for (int i = 0; i < 2; i++) {
            replicas.add(RedisServer.start(replica));
        }
        for (RedisServer one : servers()) {
            one.tell("ACL", "SETUSER", CLIENT, "on", ">secret", "~*", "&*", "+@all");
        }
        RedisSentinels.awaitReplicas(primary, replicas);
        for (int i = 0; i < 3; i++) {
            RedisServer sentinel = RedisServer.sentinel(RedisSentinels.NAME, toPrimary.port());
            sentinels.add(sentinel);
            toSentinels.add(new Cable(sentinel.port(), start -> false));
        }
        RedisSentinels.awaitSentinels(sentinels);
    }

    /**
     * Both sides, joined.
     *
     * @param directives of all three servers, as in redis.conf, with dashes
     */
    public static RedisPartition start(String... directives) {
        return new RedisPartition(directives);
    }

    private List<RedisServer> servers() {
        return Stream.concat(Stream.of(primary), replicas.stream()).toList();
    }

    /** Where a store on the near side finds it, with these settings. */
    public URI uri(String settings) {
        String nodes =
                toSentinels.stream().map(one -> "127.0.0.1:" + one.port()).collect(Collectors.joining(","));
        return URI.create(
                "redis-sentinel://" + CLIENT + ":secret@" + nodes + "/" + RedisSentinels.NAME + "?" + settings);
    }

    /** Separates the sides. */
    public void cut() {
        toPrimary.cut();
        toSentinels.forEach(Cable::cut);
    }

    /** Waits until the far side has another primary, which the near side knows nothing of. */
    public void awaitOtherPrimary() {
        RedisSentinels.await(
                "another primary",
                () -> replicas.stream()
                        .anyMatch(one -> one.info("replication", "role").equals("master")));
        RedisSentinels.await(
                "what all sentinels say",
                () -> sentinels.stream()
                        .noneMatch(one -> RedisSentinels.said(one, "port").equals(Integer.toString(toPrimary.port()))));
    }

    /** Joins the sides again and waits until there is one primary. */
    public void mend() {
        toPrimary.mend();
        toSentinels.forEach(Cable::mend);
        RedisSentinels.await(
                "the end of the primary of the past",
                () -> primary.info("replication", "role").equals("slave"));
    }

    @Override
    public void close() {
        toSentinels.forEach(Cable::close);
        toPrimary.close();
        sentinels.forEach(RedisServer::close);
        servers().forEach(RedisServer::close);
    }
}
