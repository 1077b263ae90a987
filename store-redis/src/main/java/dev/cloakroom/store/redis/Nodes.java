package dev.cloakroom.store.redis;

import java.util.List;
import redis.clients.jedis.HostAndPort;

/** Which server has what. Thread-safe. */
interface Nodes extends AutoCloseable {
    /**
     * The primary that has a key, as far as is known.
     *
     * @param deadline on {@link System#nanoTime}, for finding it out
     * @throws NotApplied when no server is known to have it
     */
    HostAndPort of(byte[] key, long deadline);

    /**
     * All primaries.
     *
     * @throws NotApplied when none is known
     */
    List<HostAndPort> primaries(long deadline);

    /** A server failed or said that it is the wrong one: look again before the next request. */
    void suspect(HostAndPort node);

    /** A server said which other one has the key now. */
    default void moved(byte[] key, HostAndPort node) {}

    /** Looks whether anything has changed; called from time to time. */
    default void look() {}

    @Override
    default void close() {}

    /** The one server there is. */
    record One(HostAndPort node) implements Nodes {
        @Override
        public HostAndPort of(byte[] key, long deadline) {
            return node;
        }

        @Override
        public List<HostAndPort> primaries(long deadline) {
            return List.of(node);
        }

        @Override
        public void suspect(HostAndPort other) {}
    }
}
