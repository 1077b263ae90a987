package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionConflict.Kind;
import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R15: waiting for a turn, with real threads and a stepped clock. */
@Timeout(60)
class TurnLineTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final House house = new House();
    private final SessionRegistry registry = house.registry;
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);

    @Test
    void R11_four_wait_in_order_and_a_fifth_is_refused() throws Exception {
        Turn holder = reject(claim);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Waiting<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            waiting.add(Waiting.in(() -> {
                try (Turn turn = waitFor(claim)) {
                    order.add(number);
                    return (int) append(turn, "turn " + number);
                }
            }));
        }
        assertThatThrownBy(() -> waitFor(claim))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(Kind.TURN_IN_PROGRESS))
                .hasMessageContaining("4 callers");
        assertThat(order).isEmpty();
        holder.close();
        for (int i = 0; i < 4; i++) {
            assertThat(waiting.get(i).result()).isEqualTo(i + 1);
        }
        assertThat(order).containsExactly(0, 1, 2, 3);
        assertThat(house.store.listeners()).isZero();
        try (Turn free = reject(claim)) {
            assertThat(append(free, "after all")).isEqualTo(5);
        }
    }

    @Test
    void waiters_of_one_session_do_not_stand_in_the_line_of_another() throws Exception {
        Claim other = house.claimed(House.ALICE, Access.APPEND);
        Turn holder = reject(claim);
        Waiting<Long> waiting = Waiting.in(() -> append(waitFor(claim), "x"));
        try (Turn free = waitFor(other)) {
            assertThat(free.claim().id()).isEqualTo(other.id());
        }
        holder.close();
        assertThat(waiting.result()).isEqualTo(1);
    }

    @Test
    void whoever_waits_in_vain_is_told_so() {
        Turn holder = reject(claim);
        assertThatThrownBy(() -> registry.beginTurn(claim, OnBusy.WAIT, Duration.ofMillis(1)))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(Kind.TURN_IN_PROGRESS));
        assertThatThrownBy(() -> registry.beginTurn(claim, OnBusy.WAIT, Duration.ZERO))
                .isInstanceOf(SessionConflict.class);
        assertThatThrownBy(() -> registry.beginTurn(claim, OnBusy.WAIT, Duration.ofSeconds(-1)))
                .isInstanceOf(SessionConflict.class);
        assertThat(house.store.listeners()).isZero();
        holder.close();
        try (Turn next = registry.beginTurn(claim, OnBusy.WAIT, Duration.ZERO)) {
            assertThat(append(next, "x")).isEqualTo(1);
        }
    }

    @Test
    void patience_of_any_length_is_understood() throws Exception {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        Turn holder = registry.beginTurn(claim, OnBusy.WAIT, forever);
        Waiting<Long> waiting = Waiting.in(() -> append(registry.beginTurn(claim, OnBusy.WAIT, forever), "x"));
        holder.close();
        assertThat(waiting.result()).isEqualTo(1);
    }

    @Test
    void R15_a_newcomer_that_supersedes_goes_before_those_who_wait() throws Exception {
        Turn older = reject(claim);
        Waiting<Long> waiting = Waiting.in(() -> append(waitFor(claim), "waited"));
        Turn newer = registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO);
        requireLost(older);
        assertThat(append(newer, "superseded")).isEqualTo(1);
        newer.close();
        assertThat(waiting.result()).isEqualTo(2);
    }

    @Test
    void R15_a_waiter_gets_the_turn_of_a_holder_that_died() throws Exception {
        Turn dead = reject(claim);
        Waiting<Long> waiting = Waiting.in(() -> append(waitFor(claim), "x"));
        house.step(TurnLeases.LEASE);
        assertThat(waiting.result()).isEqualTo(1);
        requireLost(dead);
    }

    @Test
    void R8_a_waiter_whose_access_is_revoked_is_denied() throws Exception {
        Claim owners = house.owners(claim.id());
        registry.grant(owners, House.BOB, Access.APPEND);
        Claim bobs = registry.claim(claim.id(), House.BOB, Access.APPEND);
        Turn holder = reject(claim);
        Waiting<SessionException> waiting = Waiting.in(() -> {
            try {
                throw new AssertionError("began " + waitFor(bobs).claim());
            } catch (SessionException e) {
                return e;
            }
        });
        assertThat(registry.revoke(owners, House.BOB)).isTrue();
        assertThat(waiting.result()).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.denials).hasSize(1);
        assertThat(append(holder, "goes on")).isEqualTo(1);
        assertThat(house.store.listeners()).isZero();
    }

    @Test
    void R8_a_waiter_whose_session_ends_is_denied() throws Exception {
        Turn holder = reject(claim);
        Waiting<SessionException> waiting = Waiting.in(() -> {
            try {
                throw new AssertionError("began " + waitFor(claim).claim());
            } catch (SessionException e) {
                return e;
            }
        });
        registry.close(house.owners(claim.id()));
        assertThat(waiting.result()).isInstanceOf(SessionAccessDenied.class);
        house.told.forget();
        holder.close();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void whoever_is_interrupted_while_waiting_stops_and_stays_interrupted() throws Exception {
        Turn holder = reject(claim);
        Waiting<Boolean> front = interruptible();
        Waiting<Boolean> behind = interruptible();
        behind.interrupt();
        assertThat(behind.result()).isTrue();
        front.interrupt();
        assertThat(front.result()).isTrue();
        holder.close();
        try (Turn next = waitFor(claim)) {
            assertThat(append(next, "x")).isEqualTo(1);
        }
    }

    private Waiting<Boolean> interruptible() {
        return Waiting.in(() -> {
            try {
                throw new AssertionError("began " + waitFor(claim).claim());
            } catch (SessionConflict interrupted) {
                return Thread.currentThread().isInterrupted();
            }
        });
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
