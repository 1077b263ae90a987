package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Limiter.Taken;
import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Buckets of tokens that all clients share: no more than there are (R11), and each one principal's own (R2). */
@Family
final class LimiterProperties {
    /** A token comes in each half minute, which is longer than a property takes. */
    private static final long FEW = 2;

    private static final Duration OF_ONE = Duration.ofSeconds(30);

    private final Bench bench = Bench.current();

    /** Whoever counts in a store that does; where it does not, the report says so. */
    private @Nullable Limiter limiter(Desk desk, int client) {
        Limiter limiter = desk.client(client).store().limiter().orElse(null);
        return bench.can("limiter()", limiter != null) ? limiter : null;
    }

    private static Taken take(Limiter limiter, Principal who, long perMinute, long wanted) {
        Taken taken = limiter.take(who, perMinute, wanted).orElseThrow();
        assertThat(taken.delay().isZero())
                .as("whether there is nothing to wait for, with " + taken.tokens() + " tokens")
                .isEqualTo(taken.tokens() > 0);
        return taken;
    }

    @Property(tries = 1)
    @LookAt("take(..): as many as are wanted or as many as there are; a minute's worth at first, for all clients")
    void R11_a_bucket_gives_what_it_holds_and_says_how_long_it_is_empty() {
        try (Desk desk = bench.desk()) {
            Limiter limiter = limiter(desk, 0);
            Limiter other = limiter(desk, 1);
            if (limiter == null || other == null) {
                return;
            }
            assertThat(take(limiter, desk.alice, FEW, 1).tokens())
                    .as("one of two that are there")
                    .isEqualTo(1);
            assertThat(take(other, desk.alice, FEW, 5).tokens())
                    .as("what is left, to the other client, who wants more")
                    .isEqualTo(1);
            for (Limiter each : List.of(limiter, other)) {
                Taken none = take(each, desk.alice, FEW, 5);
                assertThat(none.tokens()).as("tokens of an empty bucket").isZero();
                assertThat(none.delay())
                        .as("how long it is empty, when one comes in each half minute")
                        .isLessThanOrEqualTo(OF_ONE);
            }
        }
    }

    @Property(tries = 1)
    @LookAt(
            "take(..): tokens come in evenly on the store's clock, never more than a minute's worth; refusals cost none")
    void R11_a_bucket_fills_evenly_and_no_further_than_a_minutes_worth() {
        try (Desk desk = bench.desk()) {
            Limiter limiter = limiter(desk, 0);
            if (limiter == null) {
                return;
            }
            assertThat(take(limiter, desk.alice, FEW, FEW).tokens()).isEqualTo(FEW);
            for (int i = 0; i < 20; i++) {
                assertThat(take(limiter, desk.alice, FEW, 1).tokens())
                        .as("tokens of an empty bucket")
                        .isZero();
            }
            desk.age(OF_ONE);
            assertThat(take(limiter, desk.alice, FEW, FEW).tokens())
                    .as("tokens after the time of one, in which the bucket was asked in vain")
                    .isEqualTo(1);
            desk.age(Bench.MARGIN);
            assertThat(take(limiter, desk.alice, FEW, 100).tokens())
                    .as("tokens after more than a minute")
                    .isEqualTo(FEW);
        }
    }

    @Property(tries = 1)
    @LookAt("where buckets are named: by tenant and subject, code point by code point")
    void R2_a_bucket_is_one_principals_own() {
        try (Desk desk = bench.desk()) {
            Limiter limiter = limiter(desk, 0);
            if (limiter == null) {
                return;
            }
            String tenant = desk.alice.tenant();
            assertThat(take(limiter, desk.alice, FEW, FEW).tokens()).isEqualTo(FEW);
            for (Principal another : List.of(
                    desk.bob,
                    new Principal(desk.mallory.tenant(), "alice"),
                    new Principal(tenant, "Alice"),
                    new Principal(tenant, "alice "),
                    new Principal(tenant + "a", "lice"),
                    new Principal(tenant, "*"))) {
                assertThat(take(limiter, another, FEW, FEW).tokens())
                        .as("tokens of somebody who took none")
                        .isEqualTo(FEW);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("take(..): looking at what is left and taking from it have to be one atomic step")
    void R11_of_many_who_take_at_once_all_together_get_what_there_is() {
        try (Desk desk = bench.desk()) {
            if (limiter(desk, 0) == null) {
                return;
            }
            for (int round = 0; round < 10; round++) {
                Principal who = desk.person("taker " + round);
                List<Long> taken = Race.of(
                        4,
                        thread ->
                                () -> take(desk.client(thread).store().limiter().orElseThrow(), who, FEW, 1)
                                        .tokens());
                assertThat(taken.stream().mapToLong(Long::longValue).sum())
                        .as("tokens that four who took one each of two got")
                        .isEqualTo(FEW);
            }
        }
    }
}
