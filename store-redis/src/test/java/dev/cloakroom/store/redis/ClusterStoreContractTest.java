package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionId;
import dev.cloakroom.store.redis.servers.RedisCluster;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.util.List;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The store keeps the contract on a cluster of three primaries. */
final class ClusterStoreContractTest extends RedisHarness {
    ClusterStoreContractTest() {
        super(settings -> RedisCluster.shared().uri(settings));
    }

    @Override
    List<RedisServer> servers() {
        return RedisCluster.shared().primaries();
    }

    @Override
    Object ask(SessionId session, String... words) {
        int slot = JedisClusterCRC16.getSlot("{" + session.text() + "}");
        return RedisCluster.shared().holderOf(slot).ask(words);
    }
}
