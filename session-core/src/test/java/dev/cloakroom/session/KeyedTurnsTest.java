package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionConflict.Kind;
import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R6 and R15: a request that is being answered is known by its key, whichever instance it comes to again. */
@Timeout(60)
class KeyedTurnsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final IdempotencyKey KEY = new IdempotencyKey("chat", "k");

    private final House house = new House();
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);
    private final SessionRegistry other = SessionRegistry.over(house.store);
    private final Claim there = other.claim(claim.id(), House.ALICE, Access.APPEND);

    private Turn begin() {
        return house.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO, KEY);
    }

    private Turn again(OnBusy onBusy) {
        return other.beginTurn(there, onBusy, LONG, KEY);
    }

    private static void assertRefused(Kind kind, Supplier<Turn> work) {
        assertThatThrownBy(work::get)
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @ParameterizedTest
    @EnumSource
    void a_retry_while_another_instance_answers_is_told_at_once_and_takes_nothing_over(OnBusy onBusy) {
        Turn turn = begin();
        assertRefused(Kind.KEY_IN_FLIGHT, () -> again(onBusy));
        assertThat(turn.state()).isEqualTo(Turn.State.RUNNING);
        assertThat(house.registry
                        .history()
                        .append(turn.claim(), Draft.user("x"))
                        .last())
                .isEqualTo(1);
        turn.close();
        again(onBusy).close();
    }

    @Test
    void a_retry_gets_the_turn_of_a_holder_that_died() {
        Turn dead = begin();
        house.step(TurnLeases.LEASE.minusMillis(1));
        assertRefused(Kind.KEY_IN_FLIGHT, () -> again(OnBusy.SUPERSEDE));
        house.step(Duration.ofMillis(1));
        try (Turn now = again(OnBusy.REJECT)) {
            assertThat(now.claim().fence()).isNotEqualTo(dead.claim().fence());
            assertThatThrownBy(() -> house.registry.history().append(dead.claim(), Draft.user("late")))
                    .isInstanceOf(SessionConflict.class);
        }
    }

    @Test
    void a_retry_that_waits_for_someone_elses_turn_is_told_when_its_request_gets_it() throws Exception {
        Turn busy = house.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        Waiting<Kind> waiting = Waiting.in(() -> {
            try {
                throw new AssertionError("began " + again(OnBusy.WAIT).claim());
            } catch (SessionConflict e) {
                return e.kind();
            }
        });
        Turn turn = house.registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO, KEY);
        assertThat(waiting.result()).isEqualTo(Kind.KEY_IN_FLIGHT);
        assertThat(busy.state()).isEqualTo(Turn.State.LOST);
        turn.close();
        assertThat(house.store.listeners()).isZero();
    }

    @Test
    void other_keys_other_operations_other_people_and_no_key_meet_a_turn_like_any_other() {
        Claim owners = house.owners(claim.id());
        house.registry.grant(owners, House.BOB, Access.APPEND);
        Claim bobs = other.claim(claim.id(), House.BOB, Access.APPEND);
        Turn turn = begin();
        for (IdempotencyKey key : new IdempotencyKey[] {
            new IdempotencyKey("chat", "K"), new IdempotencyKey("messages", "k"), KEY.step("reply")
        }) {
            assertRefused(Kind.TURN_IN_PROGRESS, () -> other.beginTurn(there, OnBusy.REJECT, Duration.ZERO, key));
        }
        assertRefused(Kind.TURN_IN_PROGRESS, () -> other.beginTurn(bobs, OnBusy.REJECT, Duration.ZERO, KEY));
        assertRefused(Kind.TURN_IN_PROGRESS, () -> other.beginTurn(there, OnBusy.REJECT, Duration.ZERO));
        other.beginTurn(bobs, OnBusy.SUPERSEDE, Duration.ZERO, KEY).close();
        assertThatThrownBy(() -> house.registry.history().append(turn.claim(), Draft.user("late")))
                .isInstanceOf(SessionConflict.class);
    }

    @Test
    void tokens_under_one_key_differ() {
        assertThat(Stream.generate(() -> {
                            try (Turn turn = begin()) {
                                return turn.claim().fence();
                            }
                        })
                        .limit(200))
                .doesNotHaveDuplicates();
    }
}
