import dev.cloakroom.session.SessionStoreProvider;
import dev.cloakroom.store.redis.RedisStoreProvider;

/** Sessions in Redis or Valkey, shared by many instances. */
@SuppressWarnings("requires-automatic") // Jedis has a stable automatic name, no descriptor
module dev.cloakroom.store.redis {
    requires transitive dev.cloakroom.session;
    requires org.slf4j;
    requires redis.clients.jedis;
    requires static org.jspecify;

    exports dev.cloakroom.store.redis;

    provides SessionStoreProvider with
            RedisStoreProvider;
}
