package dev.cloakroom.server;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.redis.RedisSessionStore;
import dev.cloakroom.store.redis.servers.RedisCluster;
import java.net.URI;
import java.util.UUID;

/** Twenty sessions each of two tenants, over the primaries of a cluster. */
record ClusterDesk(RedisCluster cluster, String prefix, SessionRegistry registry) implements AutoCloseable {
    private static final int OF_EACH = 20;

    ClusterDesk(RedisCluster cluster) {
        this(cluster, "u" + UUID.randomUUID().toString().substring(0, 8));
    }

    private ClusterDesk(RedisCluster cluster, String prefix) {
        this(
                cluster,
                prefix,
                SessionRegistry.builder(RedisSessionStore.open(cluster.uri("prefix=" + prefix), Limits.standard()))
                        .listener(new SessionListener() {})
                        .build());
        for (int i = 0; i < OF_EACH; i++) {
            var unused = registry.open(new Principal("acme", "user " + i));
            var unusedToo = registry.open(new Principal("other", "user " + i));
        }
    }

    URI uri() {
        return cluster.uri("prefix=" + prefix);
    }

    /** How many records there are. */
    long left() {
        return cluster.primaries().stream()
                .flatMap(one -> one.keys().stream())
                .filter(key -> key.startsWith(prefix + ":{") && key.endsWith(":s"))
                .count();
    }

    @Override
    public void close() {
        registry.close();
    }
}
