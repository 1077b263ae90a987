package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionId;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.util.List;

/** The store keeps the contract on one Redis. */
final class RedisStoreContractTest extends RedisHarness {
    RedisStoreContractTest() {
        super(settings -> RedisServer.shared().uri(settings));
    }

    @Override
    List<RedisServer> servers() {
        return List.of(RedisServer.shared());
    }

    @Override
    Object ask(SessionId session, String... words) {
        return RedisServer.shared().ask(words);
    }
}
