package dev.cloakroom.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.HostAndPort;

/**
 * What a server says of itself, as far as it matters here. Immutable and thread-safe.
 *
 * @param node where it is
 * @param facts the lines of its INFO
 */
record ServerState(HostAndPort node, Map<String, String> facts) {
    ServerState {
        facts = Map.copyOf(facts);
    }

    static ServerState of(HostAndPort node, Reply reply) {
        Map<String, String> facts = new HashMap<>();
        for (int section = 0; section < 6; section++) {
            for (String line : new String(reply.bytes(section), StandardCharsets.UTF_8).split("\r?\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    String unused = facts.put(line.substring(0, colon), line.substring(colon + 1));
                }
            }
        }
        return new ServerState(node, facts);
    }

    private String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    /** Product and version, for people. */
    String product() {
        String valkey = fact("valkey_version");
        return valkey.isEmpty() ? "Redis " + fact("redis_version") : "Valkey " + valkey;
    }

    /** Valkey names the Redis it is compatible with. */
    boolean isAtLeast(int major, int minor) {
        String[] parts = fact("redis_version").split("\\.", -1);
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,4}") || !parts[1].matches("[0-9]{1,4}")) {
            return false;
        }
        int first = Integer.parseInt(parts[0]);
        return first > major || (first == major && Integer.parseInt(parts[1]) >= minor);
    }

    boolean isCluster() {
        return fact("cluster_enabled").equals("1");
    }

    boolean isLoading() {
        return fact("loading").equals("1");
    }

    String evictionPolicy() {
        return fact("maxmemory_policy");
    }

    boolean hasAppendOnlyFile() {
        return fact("aof_enabled").equals("1");
    }

    int replicas() {
        String count = fact("connected_slaves");
        return count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
    }

    /** Keys evicted since the server started. */
    long evictedKeys() {
        String count = fact("evicted_keys");
        return count.matches("[0-9]{1,18}") ? Long.parseLong(count) : 0;
    }
}
