package dev.cloakroom.store.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is and how it is used; {@link SettingsReader} makes them from a URI. Immutable and thread-safe;
 * {@code toString} shows no credential.
 *
 * @param topology how the servers stand to each other
 * @param nodes where to ask first
 * @param master what Sentinel calls the primary; empty elsewhere
 * @param database the number of the database
 * @param login who to be on the servers
 * @param sentinelLogin who to be on the sentinels
 * @param tls how connections are protected, or null when they are not
 * @param prefix what every key begins with
 * @param ack when a change counts as acknowledged
 * @param connections most connections at once
 * @param timing how long what may take
 */
record Settings(
        Topology topology,
        List<HostAndPort> nodes,
        String master,
        int database,
        Login login,
        Login sentinelLogin,
        @Nullable Tls tls,
        String prefix,
        Ack ack,
        int connections,
        Timing timing) {
    Settings {
        nodes = List.copyOf(nodes);
    }

    /** How the servers stand to each other. */
    enum Topology {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    /**
     * A user of Redis.
     *
     * @param user the name, or null for the default user
     * @param password from the URI, or null
     * @param passwordFile a file with the password, read again for each connection, or null
     */
    record Login(
            @Nullable String user,
            @Nullable String password,
            @Nullable Path passwordFile) {
        static final Login NOBODY = new Login(null, null, null);

        boolean isNobody() {
            return user == null && password == null && passwordFile == null;
        }

        @Override
        public String toString() {
            return "Login";
        }
    }

    /**
     * TLS with host-name verification.
     *
     * @param authorities PEM certificates to trust instead of Java's, or null
     */
    record Tls(@Nullable Path authorities) {}

    /**
     * When a change counts as acknowledged (R7).
     *
     * @param replicas how many have to confirm it; 0 when the primary is enough
     * @param patience how long to wait for them
     */
    record Ack(int replicas, Duration patience) {
        @Override
        public String toString() {
            return replicas == 0 ? "primary" : "replicas(" + replicas + ")";
        }
    }

    /**
     * How long what may take.
     *
     * @param connect opening a connection
     * @param answer one answer of Redis
     * @param patience after so long nothing new is tried
     */
    record Timing(Duration connect, Duration answer, Duration patience) {}

    @Override
    public String toString() {
        return "Settings[" + topology + ", " + nodes.size() + " nodes]";
    }
}
