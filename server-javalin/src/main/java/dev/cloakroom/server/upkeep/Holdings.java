package dev.cloakroom.server.upkeep;

import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import java.util.Optional;

/**
 * A store and the registry over it, for upkeep. The registry reports nothing: one event tells of a whole purge or
 * export, and a session that ended meanwhile is nobody's attempt. Thread-safe; closing it closes the store.
 */
public final class Holdings implements AutoCloseable {
    private final SessionStore store;
    private final SessionRegistry registry;

    private Holdings(SessionStore store) {
        this.store = store;
        this.registry = SessionRegistry.builder(store)
                .listener(new SessionListener() {})
                .build();
    }

    /** What is in this store, which is owned from now on. */
    public static Holdings of(SessionStore store) {
        return new Holdings(store);
    }

    SessionStore store() {
        return store;
    }

    SessionRegistry registry() {
        return registry;
    }

    Optional<Inventory> inventory() {
        return store.inventory();
    }

    @Override
    public void close() {
        registry.close();
    }
}
