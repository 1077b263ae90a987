package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionId;
import dev.cloakroom.store.redis.servers.RedisServer;

/** The store keeps the contract on one Redis. */
final class RedisStoreContractTest extends RedisHarness {
    RedisStoreContractTest() {
        super(settings -> RedisServer.shared().uri(settings));
    }

    @Override
    Object ask(SessionId session, String... words) {
        return RedisServer.shared().ask(words);
    }
}
