package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BellsTest {
    private final Desk desk = new Desk();
    private final Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
    private final AtomicInteger rings = new AtomicInteger();

    @Test
    void a_bell_rings_at_every_change_of_its_session() {
        Bell bell = desk.store.bell(claim.id(), rings::incrementAndGet);
        requireRung(() -> assertThat(desk.say(claim, "x")).isEqualTo(1));
        requireRung(() -> {
            Session unused = desk.registry.patch(claim, Map.of("a", "b"));
        });
        requireRung(() -> desk.registry.grant(claim, Desk.BOB, Access.READ));
        requireRung(() -> {
            Turn unused = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        });
        requireRung(() -> assertThat(MemoryArtifactsTest.put(desk, claim, "f")).isNotNull());
        requireRung(() -> desk.registry.close(claim));
        bell.close();
    }

    @Test
    void a_bell_rings_when_its_session_has_expired_and_is_swept() {
        Bell bell = desk.store.bell(claim.id(), rings::incrementAndGet);
        desk.step(desk.store.limits().idleTimeout());
        requireRung(desk.store::sweep);
        bell.close();
    }

    private void requireRung(Runnable change) {
        int before = rings.get();
        change.run();
        assertThat(rings.get()).isGreaterThan(before);
    }

    @Test
    void a_bell_does_not_ring_for_reads_refusals_or_other_sessions() {
        Bell bell = desk.store.bell(claim.id(), rings::incrementAndGet);
        Claim other = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.say(other, "x")).isEqualTo(1);
        assertThat(desk.contents(claim)).isEmpty();
        assertThat(Desk.refusal(desk.append(claim, Desk.keyed("k", "x").expecting(5))))
                .isPresent();
        desk.store.sweep();
        assertThat(rings).hasValue(0);
        bell.close();
    }

    @Test
    void a_bell_that_is_closed_rings_no_more_and_others_go_on() {
        Runnable same = rings::incrementAndGet;
        Bell first = desk.store.bell(claim.id(), same);
        Bell second = desk.store.bell(claim.id(), same);
        assertThat(desk.say(claim, "x")).isEqualTo(1);
        assertThat(rings).hasValue(2);
        first.close();
        first.close();
        assertThat(desk.say(claim, "x")).isEqualTo(2);
        assertThat(rings).hasValue(3);
        second.close();
        assertThat(desk.say(claim, "x")).isEqualTo(3);
        assertThat(rings).hasValue(3);
    }

    @Test
    void no_ring_begins_after_close_not_even_one_of_a_change_that_is_ringing_already() {
        AtomicReference<Bell> second = new AtomicReference<>(Bell.SILENT);
        Bell first = desk.store.bell(claim.id(), () -> second.get().close());
        second.set(desk.store.bell(claim.id(), rings::incrementAndGet));
        assertThat(desk.say(claim, "x")).isEqualTo(1);
        assertThat(rings).hasValue(0);
        first.close();
    }

    @Test
    void R9_a_ring_that_throws_harms_neither_the_change_nor_the_others() {
        Bell bad = desk.store.bell(claim.id(), () -> {
            throw new IllegalStateException("the listener is broken");
        });
        Bell good = desk.store.bell(claim.id(), rings::incrementAndGet);
        assertThat(desk.say(claim, "x")).isEqualTo(1);
        assertThat(rings).hasValue(1);
        desk.step(desk.store.limits().idleTimeout());
        assertThatCode(desk.store::sweep).doesNotThrowAnyException();
        assertThat(rings).hasValue(2);
        bad.close();
        good.close();
    }

    @Test
    void nothing_is_left_of_bells_that_are_closed() {
        Bells bells = new Bells();
        SessionId id = new SessionId(UUID.randomUUID());
        for (int round = 0; round < 20; round++) {
            List<Integer> unused = Race.of(8, thread -> () -> {
                for (int i = 0; i < 100; i++) {
                    Bell bell = bells.hang(id, rings::incrementAndGet);
                    bells.ring(id);
                    bell.close();
                }
                return 0;
            });
            assertThat(bells.isEmpty()).isTrue();
        }
        assertThat(rings.get()).isGreaterThanOrEqualTo(20 * 8 * 100);
        Bell bell = bells.hang(id, rings::incrementAndGet);
        assertThat(bells.isEmpty()).isFalse();
        bell.close();
        assertThat(bells.isEmpty()).isTrue();
    }
}
