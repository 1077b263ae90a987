package dev.cloakroom.verify.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final Person ANN = new Person(0, "ann", Map.of());
    private static final Person BEN = new Person(1, "ben", Map.of());
    private static final Reply REFUSAL = new Reply(403, Map.of(), "{\"code\":\"not_owner\"}", 1, 1, 0);

    private final Allowance allowance = new Allowance();

    @Test
    void nobody_waits_before_a_limit_is_known() {
        refused(ANN, 500);

        assertThat(allowance.isKnown()).isFalse();
        assertThat(allowance.nanosUntil(ANN, 5)).isZero();
    }

    @Test
    void who_is_slowed_down_waits_for_as_many_as_are_wanted() {
        allowance.saw(ANN, slowed("\"refusals\";q=60;w=60"));

        assertThat(allowance.isKnown()).isTrue();
        assertThat(allowance.words()).isEqualTo("60 refusals in 60 s");
        assertThat(seconds(allowance.nanosUntil(ANN, 5))).isBetween(4L, 5L);
    }

    @Test
    void what_others_were_refused_before_counts_for_them() {
        refused(BEN, 58);
        allowance.saw(ANN, slowed("\"refusals\";q=60;w=60"));

        assertThat(allowance.nanosUntil(BEN, 2)).isZero();
        assertThat(seconds(allowance.nanosUntil(BEN, 12))).isBetween(9L, 10L);
    }

    @Test
    void more_than_there_ever_is_is_not_waited_for() {
        allowance.saw(ANN, slowed("\"refusals\";q=3;w=60"));

        assertThat(seconds(allowance.nanosUntil(ANN, 5))).isBetween(59L, 60L);
    }

    @Test
    void other_limits_are_none_of_refusals() {
        allowance.saw(ANN, slowed("\"user\";q=1200;w=60"));

        assertThat(allowance.isKnown()).isFalse();
    }

    private void refused(Person who, int times) {
        for (int i = 0; i < times; i++) {
            allowance.saw(who, REFUSAL);
        }
    }

    private static Reply slowed(String policy) {
        return new Reply(429, Map.of("ratelimit-policy", List.of(policy)), "", 1, 1, 0);
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.MILLISECONDS.toNanos(1));
    }
}
