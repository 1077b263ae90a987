import dev.cloakroom.session.SessionStoreProvider;
import dev.cloakroom.store.memory.MemoryStoreProvider;

/** Sessions in this process, over Caffeine: the embedded default. A restart empties it. */
@SuppressWarnings("requires-automatic") // Caffeine has a stable automatic name, no descriptor
module dev.cloakroom.store.memory {
    requires transitive dev.cloakroom.session;
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;

    exports dev.cloakroom.store.memory;

    provides SessionStoreProvider with
            MemoryStoreProvider;
}
