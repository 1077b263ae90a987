package dev.cloakroom.server.routes;

import java.util.UUID;

/**
 * This process among those that share a store. Immutable.
 *
 * @param id chosen at the start
 * @param version of the jar
 */
public record Instance(String id, String version) {

    /** A new one; a process has one. */
    public static Instance fresh() {
        return new Instance(UUID.randomUUID().toString().substring(0, 8), ofJar());
    }

    /** The version of the jar that runs. */
    public static String ofJar() {
        String version = Instance.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
