package dev.cloakroom.server.metrics;

import dev.cloakroom.session.NameStore;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names, measured. Thread-safe. */
record MeasuredNames(NameStore names, StoreMeter meter) implements NameStore {

    @Override
    public Optional<Binding> find(String name) {
        return meter.done(StoreOperation.FIND_NAME, () -> names.find(name));
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        return meter.done(StoreOperation.BIND_NAME, () -> names.bind(name, expected, next, lifetime));
    }
}
