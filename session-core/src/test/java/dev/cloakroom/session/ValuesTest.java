package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Result.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "READ, READ, true", "READ, APPEND, false", "READ, MANAGE, false",
        "APPEND, READ, true", "APPEND, APPEND, true", "APPEND, MANAGE, false",
        "MANAGE, READ, true", "MANAGE, APPEND, true", "MANAGE, MANAGE, true"
    })
    void each_access_includes_those_before_it(Access has, Access wanted, boolean enough) {
        assertThat(has.includes(wanted)).isEqualTo(enough);
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void R11_every_limit_takes_one_below_and_its_value_and_refuses_one_above(Limit limit) {
        Limits limits = Limits.standard().with(limit, 10);
        limits.require(limit, 9);
        limits.require(limit, 10);
        assertThatThrownBy(() -> limits.require(limit, 11))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit))
                .hasMessage(
                        limit == Limit.STORE
                                ? "the store is full"
                                : limit.subject() + ": 11 " + limit.unit() + ", limit 10");
        assertThat(limit.subject()).isNotBlank();
        assertThat(limit.unit()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void one_limit_changes_and_the_others_stay(Limit limit) {
        Limits changed = Limits.standard().with(limit, 7);
        for (Limit other : Limit.values()) {
            assertThat(changed.of(other)).isEqualTo(other == limit ? 7 : other.standard());
            assertThat(Limits.standard().of(other)).isEqualTo(other.standard()).isPositive();
        }
        assertThat(changed.idleTimeout()).isEqualTo(Limits.standard().idleTimeout());
        assertThatThrownBy(() -> changed.with(limit, 0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> changed.with(limit, -1)).isInstanceOf(InvalidInput.class);
        assertThat(changed.with(limit, 1).of(limit)).isEqualTo(1);
    }

    @Test
    void timeouts_are_a_millisecond_or_more() {
        Duration tick = Duration.ofMillis(1);
        Limits limits = Limits.standard().with(Limit.FILES, 3).withTimeouts(tick, Duration.ofDays(2));
        assertThat(limits.idleTimeout()).isEqualTo(tick);
        assertThat(limits.absoluteTimeout()).isEqualTo(Duration.ofDays(2));
        assertThat(limits.of(Limit.FILES)).isEqualTo(3);
        assertThatThrownBy(() -> limits.withTimeouts(Duration.ofNanos(999_999), tick))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> limits.withTimeouts(tick, Duration.ZERO)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> limits.withTimeouts(tick, ChronoUnit.FOREVER.getDuration()))
                .isInstanceOf(InvalidInput.class);
        assertThat(limits.withTimeouts(tick, Duration.ofDays(36_500)).absoluteTimeout())
                .isEqualTo(Duration.ofDays(36_500));
        assertThatThrownBy(() -> limits.withTimeouts(Duration.ofDays(36_500).plusMillis(1), tick))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> limits.withTimeouts(tick.negated(), tick)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void R11_metadata_takes_n_and_refuses_one_more() {
        Limits limits = Limits.standard()
                .with(Limit.METADATA_PAIRS, 2)
                .with(Limit.METADATA_KEY_CHARS, 2)
                .with(Limit.METADATA_VALUE_CHARS, 3);
        String two = "\uD83D\uDE00".repeat(2);
        limits.requireMetadata(Map.of());
        limits.requireMetadata(Map.of("a", "b"));
        limits.requireMetadata(Map.of(two, "123", "b", ""));
        assertThatThrownBy(() -> limits.requireMetadata(Map.of("a", "", "b", "", "c", "")))
                .isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> limits.requireMetadata(Map.of(two + "x", ""))).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> limits.requireMetadata(Map.of("a", "1234"))).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> limits.requireMetadata(Map.of("a", "\uD83D"))).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> limits.requireMetadata(Map.of("\uDE00", "x"))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void R11_an_idempotency_key_has_1_to_128_code_points() {
        assertThat(new IdempotencyKey("o", "\uD83D\uDE00".repeat(128)).text()).hasSize(256);
        assertThat(new IdempotencyKey("o", "k".repeat(127)).text()).hasSize(127);
        assertThatThrownBy(() -> new IdempotencyKey("o", "k".repeat(129))).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> new IdempotencyKey("o", "")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new IdempotencyKey("o", "a\nb")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new IdempotencyKey(null, "a")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void a_slice_refuses_what_has_no_meaning() {
        assertThatThrownBy(() -> Slice.latest(0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Slice.after(-1, 1)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Slice.before(-1, 1)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Slice.before(3, -1)).isInstanceOf(InvalidInput.class);
        assertThat(Slice.before(0, 1).from(5)).isGreaterThan(Slice.before(0, 1).to(5));
    }

    @Test
    void a_lease_needs_a_fence_and_runs_while_something_is_left() {
        assertThatThrownBy(() -> new Lease(0, House.ALICE, Duration.ofSeconds(1), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Lease(-3, House.ALICE, Duration.ofNanos(1), false).running())
                .isTrue();
        assertThat(new Lease(1, House.ALICE, Duration.ZERO, false).running()).isFalse();
        assertThat(new Lease(1, House.ALICE, Duration.ofMillis(-1), false).running())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void every_refusal_becomes_a_typed_exception(Refusal why) {
        RuntimeException thrown = Refusals.thrown(new Result.Refused<>(why, 3), Limits.standard());
        switch (why) {
            case ID_TAKEN, VERSION -> assertThat(thrown).isInstanceOf(StoreContractBroken.class);
            case KEY_REUSED, FENCED, LAST_SEQ ->
                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                SessionConflict.class,
                                e -> assertThat(e.kind())
                                        .isEqualTo(
                                                switch (why) {
                                                    case KEY_REUSED -> SessionConflict.Kind.KEY_REUSED;
                                                    case FENCED -> SessionConflict.Kind.TURN_LOST;
                                                    default -> SessionConflict.Kind.EXPECTED_SEQ;
                                                }));
            default ->
                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(why.limit()));
        }
    }

    @Test
    void the_built_in_policies_give_the_owner_everything_and_others_what_was_granted() {
        OwnershipPolicy grants = OwnershipPolicy.ownerAndGrants();
        OwnershipPolicy only = OwnershipPolicy.ownerOnly();
        for (Access wanted : Access.values()) {
            assertThat(grants.decide(facts(null), House.ALICE, wanted)).isEqualTo(Decision.ALLOW);
            assertThat(only.decide(facts(null), House.ALICE, wanted)).isEqualTo(Decision.ALLOW);
            assertThat(grants.decide(facts(null), House.BOB, wanted)).isEqualTo(Decision.DENY);
            for (Access granted : Access.values()) {
                boolean enough = wanted != Access.MANAGE && granted.includes(wanted);
                assertThat(grants.decide(facts(granted), House.BOB, wanted))
                        .isEqualTo(enough ? Decision.ALLOW : Decision.DENY);
                assertThat(only.decide(facts(granted), House.BOB, wanted)).isEqualTo(Decision.DENY);
            }
        }
    }

    @Test
    void admins_are_let_in_once_and_what_was_allowed_stays_allowed() {
        OwnershipPolicy policy = OwnershipPolicy.ownerOnly().orAdmins(House.CAROL::equals);
        assertThat(policy.decide(facts(null), House.CAROL, Access.MANAGE)).isEqualTo(Decision.ALLOW_ONCE);
        assertThat(policy.decide(facts(null), House.BOB, Access.READ)).isEqualTo(Decision.DENY);
        assertThat(policy.decide(facts(null), House.ALICE, Access.MANAGE)).isEqualTo(Decision.ALLOW);
    }

    private static Facts facts(Access grant) {
        return new Facts(new SessionId(new UUID(1, 2)), new Stamp(1, 2), House.ALICE, grant, Instant.EPOCH);
    }
}
