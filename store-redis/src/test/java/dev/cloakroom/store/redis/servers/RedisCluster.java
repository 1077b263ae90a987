package dev.cloakroom.store.redis.servers;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster of three primaries. Used by one thread. */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int PRIMARIES = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int TOGETHER = 50;

    private final List<RedisServer> primaries = new ArrayList<>();

    private RedisCluster() {
        for (int i = 0; i < PRIMARIES; i++) {
            primaries.add(RedisServer.start(
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "3000", "--appendonly", "no"));
        }
        for (int i = 0; i < PRIMARIES; i++) {
            RedisServer one = primaries.get(i);
            one.tell("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            int from = SLOTS * i / PRIMARIES;
            int to = SLOTS * (i + 1) / PRIMARIES;
            one.tell(Stream.concat(
                            Stream.of("CLUSTER", "ADDSLOTS"),
                            IntStream.range(from, to).mapToObj(Integer::toString))
                    .toArray(String[]::new));
            if (i > 0) {
                one.tell(
                        "CLUSTER",
                        "MEET",
                        "127.0.0.1",
                        Integer.toString(primaries.get(0).port()));
            }
        }
        primaries.forEach(RedisCluster::awaitWhole);
    }

    private static final class Shared {
        static final RedisCluster CLUSTER = new RedisCluster();
    }

    /** One for all tests of this process that leave its slots where they are; it ends with the process. */
    public static RedisCluster shared() {
        return Shared.CLUSTER;
    }

    /** A cluster of its own. */
    public static RedisCluster start() {
        return new RedisCluster();
    }

    private static void awaitWhole(RedisServer one) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!isWhole(one)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the cluster does not come together: " + one.ask("CLUSTER", "NODES"));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean isWhole(RedisServer one) {
        String info = one.ask("CLUSTER", "INFO").toString();
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + PRIMARIES);
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
    }

    @Override
    public void close() {
        primaries.forEach(RedisServer::close);
    }
}
