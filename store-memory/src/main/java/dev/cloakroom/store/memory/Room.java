package dev.cloakroom.store.memory;

import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A session's place in the cache. Its state is replaced as a whole inside the cache's compute, one change at a time,
 * and read without a lock; no state means the session has ended, also for whoever still holds the room.
 */
final class Room {
    private final SessionId id;
    private volatile @Nullable State state;
    private final Keys<Appended.Replayed> appends = new Keys<>();
    private final Keys<Artifacts.Added> files = new Keys<>();

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

    /** What was appended under keys. */
    Keys<Appended.Replayed> appends() {
        return appends;
    }

    /** Which files were added under keys. */
    Keys<Artifacts.Added> files() {
        return files;
    }
}
