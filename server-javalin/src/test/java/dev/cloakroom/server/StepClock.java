package dev.cloakroom.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A store's clock that goes when it is told to. */
final class StepClock implements InstantSource {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:30:00.123Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    void step(Duration further) {
        now.updateAndGet(instant -> instant.plus(further));
    }
}
