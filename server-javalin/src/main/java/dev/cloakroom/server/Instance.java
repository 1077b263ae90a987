package dev.cloakroom.server;

import java.util.UUID;

/**
 * This process among those that share a store. Immutable.
 *
 * @param id chosen at the start
 * @param version of the jar
 */
record Instance(String id, String version) {

    static Instance fresh() {
        String version = Instance.class.getPackage().getImplementationVersion();
        return new Instance(UUID.randomUUID().toString().substring(0, 8), version == null ? "development" : version);
    }
}
