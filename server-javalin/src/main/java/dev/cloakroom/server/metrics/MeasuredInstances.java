package dev.cloakroom.server.metrics;

import dev.cloakroom.session.InstanceStore;
import java.time.Duration;
import java.util.List;

/**
 * The instances of a {@link MeasuredStore}. They announce themselves whether anyone asks for anything or not, so that a
 * store that is down shows in the numbers of a quiet night too. Thread-safe.
 */
final class MeasuredInstances implements InstanceStore {

    private final InstanceStore instances;
    private final StoreMeter meter;

    MeasuredInstances(InstanceStore instances, StoreMeter meter) {
        this.instances = instances;
        this.meter = meter;
    }

    @Override
    public void announce(Instance self, Duration lifetime) {
        var unused = meter.value(StoreOperation.INSTANCE_ANNOUNCE, () -> {
            instances.announce(self, lifetime);
            return true;
        });
    }

    @Override
    public List<Instance> present() {
        return meter.value(StoreOperation.INSTANCES_PRESENT, instances::present);
    }

    @Override
    public int format() {
        return instances.format();
    }

    @Override
    public void leave(String id) {
        var unused = meter.value(StoreOperation.INSTANCE_LEAVE, () -> {
            instances.leave(id);
            return true;
        });
    }
}
