package dev.cloakroom.store.memory;

import dev.cloakroom.session.Bell;
import dev.cloakroom.session.SessionId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to hear of which session. Thread-safe; ringing takes no lock. */
final class Bells {
    private final ConcurrentHashMap<SessionId, List<Runnable>> listening = new ConcurrentHashMap<>();

    Bell hang(SessionId id, Runnable ring) {
        Runnable own = ring::run; // closing one bell leaves another with the same ring alone
        List<Runnable> unused = listening.compute(id, (key, rings) -> {
            List<Runnable> all = rings == null ? new CopyOnWriteArrayList<>() : rings;
            all.add(own);
            return all;
        });
        return () -> takeDown(id, own);
    }

    void ring(SessionId id) {
        if (listening.isEmpty()) {
            return;
        }
        listening.getOrDefault(id, List.of()).forEach(Runnable::run);
    }

    private void takeDown(SessionId id, Runnable own) {
        List<Runnable> unused = listening.computeIfPresent(id, (key, rings) -> {
            boolean removed = rings.remove(own);
            return removed && rings.isEmpty() ? null : rings;
        });
    }
}
