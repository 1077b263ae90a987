package dev.cloakroom.store.redis.servers;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster of three primaries, with or without replicas. Used by one thread. */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int PRIMARIES = 3;
    private static final int TOGETHER = 50;
    /** Its place in a line of CLUSTER NODES. */
    private static final int EPOCH = 6;

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> primaries = new ArrayList<>();
    private final List<RedisServer> replicas = new ArrayList<>();

    private RedisCluster(int replicasOfEach) {
        for (int i = 0; i < PRIMARIES; i++) {
            primaries.add(node());
            giveSlots(i);
        }
        for (int i = 0; i < PRIMARIES * replicasOfEach; i++) {
            replicas.add(node());
        }
        for (RedisServer one : servers.subList(1, servers.size())) {
            one.tell(
                    "CLUSTER",
                    "MEET",
                    "127.0.0.1",
                    Integer.toString(primaries.get(0).port()));
        }
        servers.forEach(this::awaitWhole);
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i)
                    .tell(
                            "CLUSTER",
                            "REPLICATE",
                            primaries.get(i % PRIMARIES).ask("CLUSTER", "MYID").toString());
        }
        for (int i = 0; i < PRIMARIES; i++) {
            int primary = i;
            RedisSentinels.awaitReplicas(
                    primaries.get(i),
                    IntStream.range(0, replicas.size())
                            .filter(replica -> replica % PRIMARIES == primary)
                            .mapToObj(replicas::get)
                            .toList());
        }
    }

    private RedisServer node() {
        RedisServer one =
                RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "3000", "--appendonly", "no");
        servers.add(one);
        return one;
    }

    private void giveSlots(int i) {
        RedisServer one = primaries.get(i);
        one.tell("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        int from = SLOTS * i / PRIMARIES;
        int to = SLOTS * (i + 1) / PRIMARIES;
        one.tell(Stream.concat(
                        Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(from, to).mapToObj(Integer::toString))
                .toArray(String[]::new));
    }

    private static final class Shared {
        static final RedisCluster CLUSTER = new RedisCluster(0);
    }

    /** Which primary has a session's keys, counted from 0, while no slots are moved. */
    public static int primaryOf(String session) {
        int slot = JedisClusterCRC16.getSlot(session);
        return IntStream.range(0, PRIMARIES)
                .filter(i -> slot < SLOTS * (i + 1) / PRIMARIES)
                .findFirst()
                .orElseThrow();
    }

    /** One for all tests of this process that leave its slots where they are; it ends with the process. */
    public static RedisCluster shared() {
        return Shared.CLUSTER;
    }

    /** A cluster of its own. */
    public static RedisCluster start() {
        return new RedisCluster(0);
    }

    /** A cluster of its own, in which each primary has so many replicas. */
    public static RedisCluster startWithReplicas(int ofEach) {
        return new RedisCluster(ofEach);
    }

    private void awaitWhole(RedisServer one) {
        RedisSentinels.await("the whole cluster", () -> {
            String info = one.ask("CLUSTER", "INFO").toString();
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + servers.size());
        });
    }

    /**
     * Kills a primary that has replicas, and waits until one of them has its slots and all others say so.
     *
     * @return the new primary
     */
    public RedisServer failOver(RedisServer primary) {
        primary.kill();
        servers.remove(primary);
        RedisServer[] promoted = new RedisServer[1];
        RedisSentinels.await("another primary", () -> {
            for (RedisServer one : replicas) {
                if (one.info("replication", "role").equals("master")) {
                    promoted[0] = one;
                }
            }
            return promoted[0] != null;
        });
        replicas.remove(promoted[0]);
        primaries.set(primaries.indexOf(primary), promoted[0]);
        servers.forEach(this::awaitWholeAgain);
        primary.close();
        return promoted[0];
    }

    private void awaitWholeAgain(RedisServer one) {
        RedisSentinels.await(
                "the cluster without the primary of the past",
                () -> one.ask("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
    }

    public List<RedisServer> primaries() {
        return List.copyOf(primaries);
    }

    /** Where a store finds it, with these settings. */
    public URI uri(String settings) {
        String nodes = primaries.stream().map(one -> "127.0.0.1:" + one.port()).collect(Collectors.joining(","));
        return URI.create("redis-cluster://" + nodes + "?" + settings);
    }

    /** The primary that has a slot now, by its own word: what others say of it may lag behind. */
    public RedisServer holderOf(int slot) {
        return primaries.stream()
                .filter(one -> holds(one, slot))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody has slot " + slot));
    }

    private static boolean holds(RedisServer one, int slot) {
        for (Object range : (List<?>) one.ask("CLUSTER", "SLOTS")) {
            List<?> parts = (List<?>) range;
            if ((Long) parts.get(0) <= slot && slot <= (Long) parts.get(1)) {
                return (Long) ((List<?>) parts.get(2)).get(1) == one.port();
            }
        }
        return false;
    }

    /** Moves a slot with all its keys to another primary, key by key, while clients go on. */
    public void move(int slot, RedisServer to) {
        RedisServer from = holderOf(slot);
        if (from == to) {
            return;
        }
        String number = Integer.toString(slot);
        String source = from.ask("CLUSTER", "MYID").toString();
        String target = to.ask("CLUSTER", "MYID").toString();
        to.tell("CLUSTER", "SETSLOT", number, "IMPORTING", source);
        from.tell("CLUSTER", "SETSLOT", number, "MIGRATING", target);
        List<?> keys = (List<?>) from.ask("CLUSTER", "GETKEYSINSLOT", number, Integer.toString(TOGETHER));
        while (!keys.isEmpty()) {
            for (Object key : keys) { // one by one, so that sessions are apart for as long as can be
                from.tell("MIGRATE", "127.0.0.1", Integer.toString(to.port()), key.toString(), "0", "5000");
            }
            keys = (List<?>) from.ask("CLUSTER", "GETKEYSINSLOT", number, Integer.toString(TOGETHER));
        }
        to.tell("CLUSTER", "SETSLOT", number, "NODE", target);
        from.tell("CLUSTER", "SETSLOT", number, "NODE", target);
        for (RedisServer one : primaries) {
            one.tell("CLUSTER", "SETSLOT", number, "NODE", target);
        }
        String epoch = epochOf(target, to);
        RedisSentinels.await(
                "the epoch of the move",
                () -> primaries.stream().allMatch(one -> epochOf(target, one).equals(epoch)));
    }

    /**
     * What a server knows of another one's configuration. Whoever knows an older one may believe a server that had the
     * slot before, and tell others: with the next move at once, the slot could end up with nobody.
     */
    private static String epochOf(String node, RedisServer asked) {
        return asked.ask("CLUSTER", "NODES")
                .toString()
                .lines()
                .filter(line -> line.startsWith(node))
                .map(line -> line.split(" ", -1)[EPOCH])
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
