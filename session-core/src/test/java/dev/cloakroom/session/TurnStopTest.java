package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R15: a turn is asked to end early, or lost, and knows of it. Looks from time to time are in {@link RenewalTest}. */
class TurnStopTest {
    private final House house = new House();
    private final SessionRegistry registry = house.registry;
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void R15_a_turn_that_is_asked_to_stop_knows_at_once_and_can_still_append() {
        try (Turn turn = begin()) {
            turn.whenStopped(told::incrementAndGet);
            assertThat(turn.state()).isEqualTo(Turn.State.RUNNING);
            assertThat(registry.stopTurn(claim)).isTrue();
            assertThat(turn.state()).isEqualTo(Turn.State.STOPPING);
            assertThat(registry.stopTurn(claim)).isTrue();
            assertThat(told).hasValue(1);
            assertThat(append(turn)).isEqualTo(1);
            assertThatThrownBy(this::begin).isInstanceOf(SessionConflict.class);
        }
        assertThat(told).hasValue(1);
        assertThat(registry.stopTurn(claim)).isFalse();
        try (Turn next = begin()) {
            assertThat(next.state()).isEqualTo(Turn.State.RUNNING);
        }
    }

    @Test
    void R15_stopping_does_not_lengthen_a_turn() {
        Turn turn = begin();
        house.step(TurnLeases.LEASE.minusMillis(1));
        assertThat(registry.stopTurn(claim)).isTrue();
        assertThat(append(turn)).isEqualTo(1);
        house.step(Duration.ofMillis(1));
        assertThat(registry.stopTurn(claim)).isFalse();
        assertThatThrownBy(() -> append(turn)).isInstanceOf(SessionConflict.class);
    }

    @Test
    void a_session_without_a_turn_has_nothing_to_stop() {
        assertThat(registry.stopTurn(claim)).isFalse();
        assertThat(house.store.callsOf(
                        () -> assertThat(registry.stopTurn(claim)).isFalse()))
                .containsExactly("head");
    }

    @Test
    void R15_a_turn_that_is_superseded_knows_at_once() {
        Turn older = begin();
        older.whenStopped(told::incrementAndGet);
        try (Turn newer = registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO)) {
            assertThat(older.state()).isEqualTo(Turn.State.LOST);
            assertThat(newer.state()).isEqualTo(Turn.State.RUNNING);
            assertThat(told).hasValue(1);
            assertThat(registry.stopTurn(claim)).isTrue();
            assertThat(older.state()).isEqualTo(Turn.State.LOST);
            assertThat(newer.state()).isEqualTo(Turn.State.STOPPING);
        }
    }

    @Test
    void R8_a_turn_whose_holder_lost_access_knows_at_once() {
        Claim owners = house.owners(claim.id());
        registry.grant(owners, House.BOB, Access.APPEND);
        Turn bobs =
                registry.beginTurn(registry.claim(claim.id(), House.BOB, Access.APPEND), OnBusy.REJECT, Duration.ZERO);
        registry.grant(owners, House.CAROL, Access.READ);
        assertThat(bobs.state()).isEqualTo(Turn.State.RUNNING);
        assertThat(registry.revoke(owners, House.BOB)).isTrue();
        assertThat(bobs.state()).isEqualTo(Turn.State.LOST);
        Turn mine = begin();
        registry.transfer(house.owners(claim.id()), House.BOB);
        assertThat(mine.state()).isEqualTo(Turn.State.LOST);
    }

    @Test
    void R8_a_turn_of_a_session_that_ends_knows_at_once() {
        Turn turn = begin();
        registry.close(house.owners(claim.id()));
        assertThat(turn.state()).isEqualTo(Turn.State.LOST);
        turn.whenStopped(told::incrementAndGet);
        assertThat(told).hasValue(1);
    }

    @Test
    void R2_a_reader_and_a_stranger_stop_nothing() {
        registry.grant(house.owners(claim.id()), House.BOB, Access.READ);
        try (Turn turn = begin()) {
            Claim reading = registry.claim(claim.id(), House.BOB, Access.READ);
            assertThatThrownBy(() -> registry.stopTurn(reading)).isInstanceOf(SessionAccessDenied.class);
            assertThat(turn.state()).isEqualTo(Turn.State.RUNNING);
        }
    }

    private Turn begin() {
        return registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
    }

    private long append(Turn turn) {
        return registry.history().append(turn.claim(), Draft.assistant("x")).last();
    }
}
