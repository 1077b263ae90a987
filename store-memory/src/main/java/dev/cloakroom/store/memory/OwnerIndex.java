package dev.cloakroom.store.memory;

import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which sessions someone owns. Taken inside a session's compute, never the other way round. Thread-safe. */
final class OwnerIndex {
    private final ConcurrentHashMap<Principal, Set<SessionId>> owned = new ConcurrentHashMap<>();
    private final long mostOfOne;

    OwnerIndex(long mostOfOne) {
        this.mostOfOne = mostOfOne;
    }

    boolean add(Principal owner, SessionId id) {
        boolean[] added = new boolean[1];
        Set<SessionId> unused = owned.compute(owner, (who, ids) -> {
            Set<SessionId> all = ids == null ? ConcurrentHashMap.newKeySet(1) : ids;
            added[0] = all.size() < mostOfOne && all.add(id);
            return all.isEmpty() ? null : all;
        });
        return added[0];
    }

    void remove(Principal owner, SessionId id) {
        Set<SessionId> unused = owned.computeIfPresent(owner, (who, ids) -> {
            boolean removed = ids.remove(id);
            return removed && ids.isEmpty() ? null : ids;
        });
    }

    List<SessionId> of(Principal owner) {
        return List.copyOf(owned.getOrDefault(owner, Set.of()));
    }
}
