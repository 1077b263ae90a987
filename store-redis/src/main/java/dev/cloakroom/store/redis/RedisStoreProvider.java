package dev.cloakroom.store.redis;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStoreProvider;
import java.net.URI;
import java.util.Set;

/** Opens {@code redis://}, {@code rediss://}, {@code redis-sentinel://} and {@code redis-cluster://}. Thread-safe. */
public final class RedisStoreProvider implements SessionStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return SettingsReader.SCHEMES;
    }

    @Override
    public SessionStore open(URI uri, Limits limits) {
        return RedisSessionStore.open(uri, limits);
    }
}
