package dev.cloakroom.store.memory;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.StoreHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The embedded store keeps the contract. */
final class CaffeineStoreContractTest implements StoreHarness {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:00:00Z"));

    @Override
    public SessionStore open(Limits limits) {
        return CaffeineSessionStore.builder().limits(limits).clock(now::get).build();
    }

    @Override
    public void age(Duration time) {
        Instant unused = now.updateAndGet(before -> before.plus(time));
    }
}
