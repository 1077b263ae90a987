package dev.cloakroom.server;

import dev.cloakroom.session.SessionStore;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import dev.cloakroom.store.redis.servers.RedisCluster;
import dev.cloakroom.store.redis.servers.RedisServer;
import dev.cloakroom.store.redis.servers.SteppedStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of the tests keep their sessions in, and how many instances there are. The tests are the same for
 * all: {@code -Dcloakroom.test.backend=REDIS_PAIR} says which.
 */
enum Backend {
    /** One instance with the embedded store. */
    MEMORY(1),
    /** One instance with a standalone Redis. */
    REDIS(1),
    /** Two instances with one standalone Redis. */
    REDIS_PAIR(2),
    /** Two instances with one Redis Cluster. */
    CLUSTER_PAIR(2);

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final int instances;

    Backend(int instances) {
        this.instances = instances;
    }

    static Backend chosen() {
        return valueOf(System.getProperty("cloakroom.test.backend", "MEMORY"));
    }

    int instances() {
        return instances;
    }

    /** What the store calls itself. */
    String storeName() {
        return this == MEMORY ? "memory" : "redis";
    }

    /**
     * As many instances as there are, over one place without sessions.
     *
     * @param clock of all deadlines, or null for that of the store
     * @param front what is put before each store
     */
    List<CloakroomServer> start(Settings settings, @Nullable InstantSource clock, UnaryOperator<SessionStore> front) {
        URI uri = uri();
        List<CloakroomServer> servers = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            servers.add(CloakroomServer.start(settings, front.apply(store(uri, settings, clock))));
        }
        return servers;
    }

    private URI uri() {
        String prefix = "prefix=t" + PREFIXES.incrementAndGet();
        return switch (this) {
            case MEMORY -> URI.create("memory:?" + prefix); // nobody opens it
            case REDIS, REDIS_PAIR -> RedisServer.shared().uri(prefix);
            case CLUSTER_PAIR -> RedisCluster.shared().uri(prefix);
        };
    }

    private SessionStore store(URI uri, Settings settings, @Nullable InstantSource clock) {
        if (this == MEMORY) {
            CaffeineSessionStore.Builder store = CaffeineSessionStore.builder().limits(settings.limits());
            return clock == null ? store.build() : store.clock(clock).build();
        }
        return clock == null ? Stores.open(uri, settings.limits()) : SteppedStore.open(uri, settings.limits(), clock);
    }
}
