package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionConflict.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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
            house.step(Turns.LEASE);
        }
    }

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
    void R15_a_lease_that_is_not_renewed_runs_out_at_the_exact_moment() {
        Turn dead = reject(claim);
        house.step(Turns.LEASE.minusMillis(1));
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
    void R15_a_waiter_gets_the_turn_of_a_holder_that_died() throws Exception {
        Turn dead = reject(claim);
        Waiting<Long> waiting = Waiting.in(() -> append(waitFor(claim), "x"));
        house.step(Turns.LEASE);
        assertThat(waiting.result()).isEqualTo(1);
        requireLost(dead);
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
    void R8_a_waiter_whose_access_is_revoked_is_denied() throws Exception {
        Claim owners = house.owners(claim.id());
        registry.grant(owners, House.BOB, Access.APPEND);
        Claim bobs = registry.claim(claim.id(), House.BOB, Access.APPEND);
        Turn holder = reject(claim);
        Waiting<SessionException> waiting = Waiting.in(() -> {
            try {
                throw new AssertionError("began " + waitFor(bobs));
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
                throw new AssertionError("began " + waitFor(claim));
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
    void R15_access_is_proved_before_anyone_waits() {
        SessionId id = claim.id();
        registry.grant(house.owners(id), House.BOB, Access.READ);
        Claim read = registry.claim(id, House.BOB, Access.READ);
        Turn holder = reject(claim);
        assertThatThrownBy(() -> waitFor(read)).isInstanceOf(SessionAccessDenied.class);
        Claim stolen =
                new Claim(id, House.MALLORY, Access.APPEND, claim.stamp().next(new java.security.SecureRandom()), 0);
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
    void whoever_is_interrupted_while_waiting_stops_and_stays_interrupted() throws Exception {
        Turn holder = reject(claim);
        Waiting<Boolean> front = interruptible();
        Waiting<Boolean> behind = interruptible();
        behind.thread.interrupt();
        assertThat(behind.result()).isTrue();
        front.thread.interrupt();
        assertThat(front.result()).isTrue();
        holder.close();
        try (Turn next = waitFor(claim)) {
            assertThat(append(next, "x")).isEqualTo(1);
        }
    }

    private Waiting<Boolean> interruptible() {
        return Waiting.in(() -> {
            try {
                throw new AssertionError("began " + waitFor(claim));
            } catch (SessionConflict interrupted) {
                return Thread.currentThread().isInterrupted();
            }
        });
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

    /** Work in a thread that is known to wait by now. */
    private static final class Waiting<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Waiting(FutureTask<T> task, Thread thread) {
            this.task = task;
            this.thread = thread;
        }

        static <T> Waiting<T> in(Callable<T> work) {
            CountDownLatch started = new CountDownLatch(1);
            FutureTask<T> task = new FutureTask<>(() -> {
                started.countDown();
                return work.call();
            });
            Thread thread = new Thread(task, "waiting");
            thread.setDaemon(true);
            thread.start();
            try {
                assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertThat(task.isDone()).as("ended before it waited").isFalse();
                Thread.onSpinWait();
            }
            return new Waiting<>(task, thread);
        }

        T result() throws Exception {
            return task.get(30, TimeUnit.SECONDS);
        }
    }
}
