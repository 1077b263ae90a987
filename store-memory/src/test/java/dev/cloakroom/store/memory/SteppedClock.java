package dev.cloakroom.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a test says so. Thread-safe. */
final class SteppedClock implements InstantSource {
    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);

    void step(Duration time) {
        long unused = millis.addAndGet(time.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }
}
