package dev.cloakroom.store.memory;

import dev.cloakroom.session.Appended;
import dev.cloakroom.session.SessionId;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A session's place in the cache. Its state is replaced as a whole inside the cache's compute, one change at a time,
 * and read without a lock; no state means the session has ended, also for whoever still holds the room.
 */
final class Room {
    private final SessionId id;
    private volatile @Nullable State state;
    private volatile @Nullable Map<String, Recorded> keys;

    Room(SessionId id, State state) {
        this.id = id;
        this.state = state;
    }

    SessionId id() {
        return id;
    }

    /** The newest moment, or null when the session has ended. */
    @Nullable State state() {
        return state;
    }

    /** Only inside compute. */
    void become(State next) {
        state = next;
    }

    /**
     * Only inside compute or an eviction.
     *
     * @return the last moment, or null when it had ended before
     */
    @Nullable State end() {
        State last = state;
        state = null;
        return last;
    }

    /** What was recorded under a key; may be asked at any time. */
    @Nullable Recorded recorded(String key) {
        Map<String, Recorded> known = keys;
        return known == null ? null : known.get(key);
    }

    /** Only inside compute, after {@link #become}: who sees the places can also read them. */
    void record(String key, Recorded places) {
        Map<String, Recorded> known = keys;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            keys = known;
        }
        Recorded unused = known.put(key, places);
    }

    /** Where the drafts under a key stand, and a digest of what they were. Immutable. */
    static final class Recorded {
        private final long first;
        private final long last;
        private final byte[] digest;

        Recorded(long first, long last, byte[] digest) {
            this.first = first;
            this.last = last;
            this.digest = digest;
        }

        boolean isOf(byte[] other) {
            return Arrays.equals(digest, other);
        }

        Appended.Replayed places() {
            return new Appended.Replayed(first, last);
        }
    }
}
