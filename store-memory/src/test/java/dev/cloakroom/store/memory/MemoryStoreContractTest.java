package dev.cloakroom.store.memory;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.StoreHarness;
import java.time.Duration;

/**
 * The embedded store keeps the contract. It has no second client, no line to its data that could break, and nothing
 * that outlives it: what the kit asks of those is printed as not checked.
 */
final class MemoryStoreContractTest implements StoreHarness {
    private final SteppedClock clock = new SteppedClock();

    @Override
    public SessionStore open(Limits limits) {
        return CaffeineSessionStore.builder().limits(limits).clock(clock).build();
    }

    @Override
    public void age(Duration time) {
        clock.step(time);
    }
}
