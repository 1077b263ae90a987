package dev.cloakroom.server.metrics;

import dev.cloakroom.session.InstanceStore;
import java.time.Duration;
import java.util.List;

/** Instances, measured. Thread-safe. */
record MeasuredInstances(InstanceStore instances, StoreMeter meter) implements InstanceStore {

    @Override
    public void announce(Instance self, Duration lifetime) {
        meter.done(StoreOperation.ANNOUNCE, () -> instances.announce(self, lifetime));
    }

    @Override
    public List<Instance> present() {
        return meter.done(StoreOperation.PRESENT, instances::present);
    }

    @Override
    public int format() {
        return instances.format();
    }

    @Override
    public void leave(String id) {
        meter.done(StoreOperation.LEAVE, () -> instances.leave(id));
    }
}
