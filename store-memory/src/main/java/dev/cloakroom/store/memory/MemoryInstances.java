package dev.cloakroom.store.memory;

import dev.cloakroom.session.InstanceStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The instances of this process: as a rule one. Thread-safe. */
final class MemoryInstances implements InstanceStore {
    private final InstantSource clock;
    private final ConcurrentMap<String, Announced> announced = new ConcurrentHashMap<>();

    MemoryInstances(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void announce(Instance self, Duration lifetime) {
        long now = clock.millis();
        clearAt(now);
        Announced unused = announced.put(self.id(), new Announced(self, now + lifetime.toMillis()));
    }

    @Override
    public List<Instance> present() {
        long now = clock.millis();
        return announced.values().stream()
                .filter(one -> one.isThereAt(now))
                .map(Announced::instance)
                .sorted(Comparator.comparing(Instance::id))
                .toList();
    }

    @Override
    public void leave(String id) {
        Announced unused = announced.remove(id);
    }

    /** Nothing else clears those who left without a word. */
    private void clearAt(long now) {
        boolean unused = announced.values().removeIf(other -> !other.isThereAt(now));
    }

    private record Announced(Instance instance, long until) {
        boolean isThereAt(long now) {
            return now < until;
        }
    }
}
