package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionConflict.Kind;
import dev.cloakroom.session.Turn.OnBusy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R15: one turn at a time, with real threads and a stepped clock. */
@Timeout(60)
class TurnsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final House house = new House();
    private final SessionRegistry registry = house.registry;
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);

    @Test
    void R15_a_running_turn_rejects_another_and_its_end_lets_it_begin() {
        Turn turn = reject(claim);
        assertThatThrownBy(() -> reject(claim))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(Kind.TURN_IN_PROGRESS));
        assertThat(append(turn, "one")).isEqualTo(1);
        turn.close();
        try (Turn next = reject(claim)) {
            assertThat(append(next, "two")).isEqualTo(2);
            requireLost(turn);
        }
        assertThat(house.contents(claim)).containsExactly("one", "two");
    }

    @Test
    void a_claim_outside_a_turn_is_not_fenced() {
        try (Turn turn = reject(claim)) {
            assertThat(turn.claim().fence()).isNotZero();
            assertThat(claim.fence()).isZero();
            assertThat(registry.history().append(claim, Draft.user("meanwhile")).last())
                    .isEqualTo(1);
        }
    }

    @Test
    void R15_turns_of_two_instances_exclude_each_other() {
        SessionRegistry other = SessionRegistry.over(house.store);
        Claim there = other.claim(claim.id(), House.ALICE, Access.APPEND);
        try (Turn here = reject(claim)) {
            assertThat(here.claim().id()).isEqualTo(there.id());
            assertThatThrownBy(() -> other.beginTurn(there, OnBusy.REJECT, Duration.ZERO))
                    .isInstanceOf(SessionConflict.class);
        }
        try (Turn now = other.beginTurn(there, OnBusy.REJECT, Duration.ZERO)) {
            assertThatThrownBy(() -> reject(claim)).isInstanceOf(SessionConflict.class);
            assertThat(other.history().append(now.claim(), Draft.user("x")).last())
                    .isEqualTo(1);
        }
    }

    @Test
    void R15_of_16_who_begin_at_once_one_has_the_turn() {
        for (int round = 0; round < 20; round++) {
            List<Boolean> won = Race.of(16, i -> () -> {
                try {
                    Turn unused = reject(claim);
                    return true;
                } catch (SessionConflict busy) {
                    return false;
                }
            });
            assertThat(won).filteredOn(Boolean::booleanValue).hasSize(1);
            house.step(TurnLeases.LEASE);
        }
    }

    @Test
    void R15_a_newer_turn_fences_the_older() {
        Turn older = reject(claim);
        assertThat(append(older, "older")).isEqualTo(1);
        Turn newer = registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO);
        requireLost(older);
        assertThat(append(newer, "newer")).isEqualTo(2);
        older.close();
        assertThat(append(newer, "still")).isEqualTo(3);
        assertThatThrownBy(() -> reject(claim)).isInstanceOf(SessionConflict.class);
        newer.close();
        assertThat(house.contents(claim)).containsExactly("older", "newer", "still");
    }

    @Test
    void R15_a_lease_that_is_not_renewed_runs_out_at_the_exact_moment() {
        Turn dead = reject(claim);
        house.step(TurnLeases.LEASE.minusMillis(1));
        assertThat(append(dead, "just in time")).isEqualTo(1);
        assertThatThrownBy(() -> reject(claim)).isInstanceOf(SessionConflict.class);
        house.step(Duration.ofMillis(1));
        requireLost(dead);
        try (Turn next = reject(claim)) {
            assertThat(append(next, "next")).isEqualTo(2);
            requireLost(dead);
        }
    }

    @Test
    void R8_a_revoke_ends_the_turn_of_whoever_lost_access() {
        Claim owners = house.owners(claim.id());
        registry.grant(owners, House.BOB, Access.APPEND);
        Turn bobs = reject(registry.claim(claim.id(), House.BOB, Access.APPEND));
        assertThatThrownBy(() -> reject(claim)).isInstanceOf(SessionConflict.class);
        assertThat(registry.revoke(owners, House.BOB)).isTrue();
        assertThatThrownBy(() -> append(bobs, "late")).isInstanceOf(SessionAccessDenied.class);
        try (Turn next = reject(claim)) {
            assertThat(append(next, "x")).isEqualTo(1);
        }
        house.told.forget();
        bobs.close();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void R15_access_is_proved_before_anyone_waits() {
        SessionId id = claim.id();
        registry.grant(house.owners(id), House.BOB, Access.READ);
        Claim read = registry.claim(id, House.BOB, Access.READ);
        Turn holder = reject(claim);
        assertThatThrownBy(() -> waitFor(read)).isInstanceOf(SessionAccessDenied.class);
        Claim stolen = new Claim(id, House.MALLORY, Access.APPEND, claim.stamp().next(new SecureRandom()), 0);
        assertThatThrownBy(() -> waitFor(stolen)).isInstanceOf(SessionAccessDenied.class);
        assertThat(append(holder, "x")).isEqualTo(1);
    }

    @Test
    void a_turn_can_be_closed_twice() {
        Turn turn = reject(claim);
        turn.close();
        List<String> calls = house.store.callsOf(turn::close);
        assertThat(calls).isEmpty();
        Turn next = reject(claim);
        turn.close();
        assertThat(append(next, "x")).isEqualTo(1);
    }

    @Test
    void R15_patches_during_a_turn_neither_end_it_nor_lengthen_it_for_ever() {
        Turn turn = reject(claim);
        for (int i = 0; i < 5; i++) {
            Session unused = registry.patch(claim, Map.of("at", "step " + i));
            house.step(Duration.ofSeconds(2));
        }
        assertThat(append(turn, "within")).isEqualTo(1);
        house.step(Duration.ofSeconds(5));
        requireLost(turn);
    }

    private Turn reject(Claim with) {
        return registry.beginTurn(with, OnBusy.REJECT, Duration.ZERO);
    }

    private Turn waitFor(Claim with) {
        return registry.beginTurn(with, OnBusy.WAIT, LONG);
    }

    private long append(Turn turn, String content) {
        return registry.history().append(turn.claim(), Draft.assistant(content)).last();
    }

    private void requireLost(Turn turn) {
        assertThatThrownBy(() -> append(turn, "late"))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(Kind.TURN_LOST));
    }
}
