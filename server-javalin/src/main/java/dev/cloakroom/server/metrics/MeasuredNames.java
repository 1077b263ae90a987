package dev.cloakroom.server.metrics;

import dev.cloakroom.session.NameStore;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of a {@link MeasuredStore}. Thread-safe. */
final class MeasuredNames implements NameStore {

    private final NameStore names;
    private final StoreMeter meter;

    MeasuredNames(NameStore names, StoreMeter meter) {
        this.names = names;
        this.meter = meter;
    }

    @Override
    public Optional<Binding> find(String name) {
        return meter.value(StoreOperation.NAME_FIND, () -> names.find(name));
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        return meter.value(StoreOperation.NAME_BIND, () -> names.bind(name, expected, next, lifetime));
    }
}
