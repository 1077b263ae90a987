package dev.cloakroom.store.memory;

import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to hear of which session. Thread-safe; ringing takes no lock. */
final class Bells {
    private static final System.Logger LOG = System.getLogger(Bells.class.getName());

    private final ConcurrentHashMap<SessionId, List<Ring>> listening = new ConcurrentHashMap<>();

    Bell hang(SessionId id, Runnable ring) {
        Ring own = new Ring(ring);
        List<Ring> unused = listening.compute(id, (key, rings) -> {
            List<Ring> all = rings == null ? new CopyOnWriteArrayList<>() : rings;
            all.add(own);
            return all;
        });
        return () -> takeDown(id, own);
    }

    void ring(SessionId id) {
        List<Ring> rings = listening.get(id); // not isEmpty() first: it counts, and a count can miss who just came
        if (rings != null) {
            rings.forEach(Ring::ring);
        }
    }

    boolean isEmpty() {
        return listening.isEmpty();
    }

    private void takeDown(SessionId id, Ring own) {
        own.down = true;
        List<Ring> unused = listening.computeIfPresent(id, (key, rings) -> {
            boolean removed = rings.remove(own);
            return removed && rings.isEmpty() ? null : rings;
        });
    }

    /** One wish to be told; compared by identity, so that taking one down leaves another of the same listener alone. */
    private static final class Ring {
        private final Runnable listener;
        private volatile boolean down;

        Ring(Runnable listener) {
            this.listener = listener;
        }

        /** What a listener throws is its own: the change it hears of is done, and others want to hear of it too. */
        void ring() {
            try {
                if (!down) {
                    listener.run();
                }
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of a session's bell failed", e);
            }
        }
    }
}
