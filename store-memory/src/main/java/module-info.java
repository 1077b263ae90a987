/** Cloakroom's memory store. */
@SuppressWarnings("requires-automatic") // Caffeine has a stable automatic name, no descriptor
module dev.cloakroom.store.memory {
    requires transitive dev.cloakroom.session;
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;

    exports dev.cloakroom.store.memory;
}
