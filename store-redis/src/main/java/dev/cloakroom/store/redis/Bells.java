package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who in this process wants to hear of which session. Thread-safe. */
final class Bells {
    private static final Logger LOG = LoggerFactory.getLogger(Bells.class);

    private final ConcurrentHashMap<SessionId, List<Ring>> listening = new ConcurrentHashMap<>();
    private final Consumer<SessionId> changed;

    /** @param changed told of a session when someone began or ceased to listen to it */
    Bells(Consumer<SessionId> changed) {
        this.changed = changed;
    }

    Bell hang(SessionId id, Runnable ring) {
        Ring own = new Ring(ring);
        List<Ring> unused = listening.compute(id, (key, rings) -> {
            List<Ring> all = rings == null ? new CopyOnWriteArrayList<>() : rings;
            all.add(own);
            return all;
        });
        changed.accept(id);
        return () -> takeDown(id, own);
    }

    void ring(SessionId id) {
        List<Ring> rings = listening.get(id);
        if (rings != null) {
            rings.forEach(Ring::ring);
        }
    }

    boolean isListenedTo(SessionId id) {
        return listening.containsKey(id);
    }

    List<SessionId> all() {
        return List.copyOf(listening.keySet());
    }

    private void takeDown(SessionId id, Ring own) {
        own.takeDown();
        List<Ring> left = listening.computeIfPresent(id, (key, rings) -> {
            boolean removed = rings.remove(own);
            return removed && rings.isEmpty() ? null : rings;
        });
        if (left == null) {
            changed.accept(id);
        }
    }

    /** One wish to be told; compared by identity, so that taking one down leaves another of the same listener alone. */
    private static final class Ring {
        private final Runnable listener;
        private boolean down;

        Ring(Runnable listener) {
            this.listener = listener;
        }

        /** What a listener throws is its own: others want to hear of the change too. */
        synchronized void ring() {
            try {
                if (!down) {
                    listener.run();
                }
            } catch (RuntimeException e) {
                LOG.warn("a listener of a session's bell failed", e);
            }
        }

        /** Waits for a ring that has begun. */
        synchronized void takeDown() {
            down = true;
        }
    }
}
