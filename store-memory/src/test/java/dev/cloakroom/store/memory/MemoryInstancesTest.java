package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.InstanceStore.Instance;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryInstancesTest {
    private static final Duration LIFETIME = Duration.ofSeconds(30);
    private static final Instance ONE = new Instance("1", "0.1.0", 1, "abcd");
    private static final Instance TWO = new Instance("2", "0.2.0", 1, "abcd");

    private final Desk desk = new Desk();
    private final InstanceStore instances = desk.store.instances().orElseThrow();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void R14_whoever_was_announced_is_there_until_the_lifetime_is_over() {
        assertThat(instances.present()).isEmpty();
        instances.announce(TWO, LIFETIME);
        desk.step(Duration.ofSeconds(10));
        instances.announce(ONE, LIFETIME);
        assertThat(instances.present()).containsExactly(ONE, TWO);
        desk.step(LIFETIME.minusSeconds(10));
        assertThat(instances.present()).containsExactly(ONE);
        desk.step(Duration.ofSeconds(10));
        assertThat(instances.present()).isEmpty();
    }

    @Test
    void R14_whoever_is_announced_again_stays_as_it_is_now() {
        instances.announce(ONE, LIFETIME);
        desk.step(Duration.ofSeconds(20));
        Instance changed = new Instance("1", "0.1.0", 1, "ef01");
        instances.announce(changed, LIFETIME);
        desk.step(Duration.ofSeconds(20));
        assertThat(instances.present()).containsExactly(changed);
    }

    @Test
    void R14_whoever_leaves_is_gone_and_may_leave_twice() {
        instances.announce(ONE, LIFETIME);
        instances.announce(TWO, LIFETIME);
        instances.leave("1");
        instances.leave("1");
        assertThat(instances.present()).containsExactly(TWO);
    }
}
