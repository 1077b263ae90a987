package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Turn.OnBusy;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R15: renewals happen when the test says so. */
class RenewalTest {
    private static final Duration RENEWAL = TurnLeases.LOOK.multipliedBy(TurnLeases.LOOKS_A_RENEWAL);

    /** Keeps the renewals that would be due from time to time, and runs them by hand. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {
        private final Map<ScheduledFuture<?>, Runnable> scheduled = new LinkedHashMap<>();
        private Duration delay = Duration.ZERO;

        ByHand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initial, long every, TimeUnit unit) {
            assertThat(initial).isEqualTo(every);
            delay = Duration.of(every, unit.toChronoUnit());
            ScheduledFuture<?> future = schedule(work, 1000, TimeUnit.DAYS);
            scheduled.put(future, work);
            return future;
        }

        /** Looks as often as a renewal takes. How many turns go on. */
        int renew() {
            int left = 0;
            for (int i = 0; i < TurnLeases.LOOKS_A_RENEWAL; i++) {
                left = look();
            }
            return left;
        }

        /** Runs each look once, as the executor would: one that throws is not repeated. How many go on. */
        int look() {
            scheduled.keySet().removeIf(ScheduledFuture::isCancelled);
            scheduled.values().removeIf(work -> {
                try {
                    work.run();
                    return false;
                } catch (IllegalStateException over) {
                    return true;
                }
            });
            return scheduled.size();
        }
    }

    private final House house = new House((limits, clock) -> new TestStore(limits, clock) {
        @Override
        public Result<Head> head(Claim claim) {
            if (failure != null) {
                throw failure;
            }
            return super.head(claim);
        }
    });
    private final ByHand byHand = new ByHand();
    private final SecureRandom random = new SecureRandom();
    private final Gate gate = new Gate(
            house.store,
            OwnershipPolicy.ownerAndGrants(),
            new Decisions(),
            Audit.reportingTo(house.told, new byte[16]));
    private final Changes changes = new Changes(house.store);
    private final Turns turns =
            new Turns(house.store, gate, changes, random, new TurnLeases(gate.silenced(), changes, random, byHand));
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);
    private SessionException failure;

    @AfterEach
    void stop() {
        List<Runnable> unused = byHand.shutdownNow();
    }

    @Test
    void R15_renewal_keeps_a_turn_for_as_long_as_it_goes_on() {
        Turn turn = begin();
        assertThat(byHand.delay).isEqualTo(TurnLeases.LOOK);
        assertThat(RENEWAL).isLessThanOrEqualTo(TurnLeases.LEASE.dividedBy(2));
        for (int i = 0; i < 20 * TurnLeases.LOOKS_A_RENEWAL; i++) {
            house.step(byHand.delay);
            assertThat(byHand.look()).isEqualTo(1);
        }
        house.step(TurnLeases.LEASE.minusMillis(1));
        assertThat(append(turn)).isEqualTo(1);
        house.step(Duration.ofMillis(1));
        requireLost(turn);
    }

    @Test
    void R15_renewal_does_not_bring_back_a_turn_that_ran_out() {
        Turn turn = begin();
        house.step(TurnLeases.LEASE);
        assertThat(byHand.renew()).isZero();
        requireLost(turn);
        Turn next = begin();
        assertThat(byHand.renew()).isEqualTo(1);
        assertThat(append(next)).isEqualTo(1);
        requireLost(turn);
    }

    @Test
    void R15_renewal_of_a_superseded_turn_leaves_the_newer_alone() {
        Turn older = begin();
        Turn newer = turns.begin(claim, OnBusy.SUPERSEDE, Duration.ZERO, null);
        house.step(Duration.ofSeconds(10));
        assertThat(byHand.renew()).isEqualTo(1);
        assertThat(append(newer)).isEqualTo(1);
        requireLost(older);
        older.close();
        house.step(Duration.ofSeconds(10));
        assertThat(append(newer)).isEqualTo(2);
    }

    @Test
    void ending_a_turn_is_one_store_call_unless_someone_else_changed_the_control() {
        Turn quick = begin();
        assertThat(house.store.callsOf(quick::close)).containsExactly("swap");
        Turn disturbed = begin();
        Session unused = house.registry.patch(claim, Map.of("a", "b"));
        assertThat(house.store.callsOf(disturbed::close)).containsExactly("swap", "head", "swap");
        requireLost(disturbed);
        assertThat(house.metadata(claim)).containsExactly(Map.entry("a", "b"));
    }

    @Test
    void R11_a_turn_that_nobody_closes_is_not_renewed_for_ever() {
        Turn forgotten = begin();
        for (int i = 1; i < TurnLeases.MOST_RENEWALS; i++) {
            house.step(RENEWAL);
            assertThat(byHand.renew()).isEqualTo(1);
        }
        house.step(RENEWAL);
        assertThat(byHand.renew()).isZero();
        assertThat(append(forgotten)).isEqualTo(1);
        house.step(TurnLeases.LEASE);
        requireLost(forgotten);
    }

    @Test
    void closing_a_turn_stops_its_renewal() {
        Turn turn = begin();
        turn.close();
        assertThat(byHand.renew()).isZero();
        assertThat(house.registry.history().append(claim, Draft.user("x")).last())
                .isEqualTo(1);
        requireLost(turn);
    }

    @Test
    void R9_a_renewal_that_fails_is_tried_again_and_never_throws() {
        Turn turn = begin();
        for (SessionException each :
                List.of(new StoreUnavailable("down"), new OutcomeUnknown("lost", new IOException("reset")))) {
            failure = each;
            house.step(Duration.ofSeconds(5));
            assertThatCode(byHand::renew).doesNotThrowAnyException();
        }
        failure = null;
        assertThat(byHand.renew()).isEqualTo(1);
        house.step(Duration.ofSeconds(14));
        assertThat(append(turn)).isEqualTo(1);
        failure = new StoreUnavailable("down");
        assertThatCode(turn::close).doesNotThrowAnyException();
        failure = null;
        house.step(Duration.ofSeconds(1));
        requireLost(turn);
    }

    @Test
    void R12_renewing_the_turn_of_a_session_that_ended_is_nobodys_attempt() {
        Turn turn = begin();
        house.registry.close(house.owners(claim.id()));
        assertThat(byHand.renew()).isZero();
        turn.close();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void R8_renewing_the_turn_of_someone_who_was_revoked_does_nothing() {
        Claim owners = house.owners(claim.id());
        house.registry.grant(owners, House.BOB, Access.APPEND);
        Turn turn = turns.begin(
                house.registry.claim(claim.id(), House.BOB, Access.APPEND), OnBusy.REJECT, Duration.ZERO, null);
        assertThat(house.registry.revoke(owners, House.BOB)).isTrue();
        assertThat(byHand.renew()).isZero();
        assertThatThrownBy(() -> append(turn)).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.denials).hasSize(1);
        Turn next = begin();
        assertThat(append(next)).isEqualTo(1);
    }

    @Test
    void a_registry_that_is_closed_ends_its_turns_and_begins_no_other() {
        Turn turn = begin();
        turns.close();
        assertThat(byHand.isShutdown()).isTrue();
        requireLost(turn);
        assertThatThrownBy(this::begin).isInstanceOf(StoreUnavailable.class);
        assertThatCode(turn::close).doesNotThrowAnyException();
        try (Turn elsewhere = house.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO)) {
            assertThat(append(elsewhere)).isEqualTo(1);
        }
    }

    @Test
    void a_turn_that_begins_while_the_registry_closes_is_not_left_running() {
        List<Runnable> unused = byHand.shutdownNow();
        assertThatThrownBy(this::begin).isInstanceOf(StoreUnavailable.class);
        try (Turn elsewhere = house.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO)) {
            assertThat(append(elsewhere)).isEqualTo(1);
        }
    }

    @Test
    void a_look_costs_one_store_call_and_a_renewal_two() {
        Turn turn = begin();
        for (int i = 1; i < TurnLeases.LOOKS_A_RENEWAL; i++) {
            assertThat(house.store.callsOf(() -> assertThat(byHand.look()).isEqualTo(1)))
                    .containsExactly("head");
        }
        assertThat(house.store.callsOf(() -> assertThat(byHand.look()).isEqualTo(1)))
                .containsExactly("head", "swap");
        turn.close();
    }

    @Test
    void R15_what_another_instance_does_to_a_turn_is_known_after_the_next_look() {
        Turn turn = begin();
        assertThat(house.registry.stopTurn(claim)).isTrue();
        assertThat(turn.state()).isEqualTo(Turn.State.RUNNING);
        assertThat(byHand.look()).isEqualTo(1);
        assertThat(turn.state()).isEqualTo(Turn.State.STOPPING);
        assertThat(byHand.renew()).isEqualTo(1);
        Turn elsewhere = house.registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO);
        assertThat(turn.state()).isEqualTo(Turn.State.STOPPING);
        assertThat(byHand.look()).isZero();
        assertThat(turn.state()).isEqualTo(Turn.State.LOST);
        elsewhere.close();
    }

    @Test
    void R15_a_renewal_does_not_forget_that_the_turn_is_to_stop() {
        Turn turn = begin();
        assertThat(house.registry.stopTurn(claim)).isTrue();
        assertThat(byHand.renew()).isEqualTo(1);
        Head head = ((Result.Done<Head>) house.store.head(claim)).value();
        assertThat(head.control().turn())
                .isEqualTo(new Control.Lease(turn.claim().fence(), House.ALICE, TurnLeases.LEASE, true));
    }

    private Turn begin() {
        return turns.begin(claim, OnBusy.REJECT, Duration.ZERO, null);
    }

    private long append(Turn turn) {
        return house.registry.history().append(turn.claim(), Draft.user("x")).last();
    }

    private void requireLost(Turn turn) {
        assertThatThrownBy(() -> append(turn)).isInstanceOf(SessionConflict.class);
    }
}
