package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limiter.Taken;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R11: a bucket that all instances take from, which fills by the clock of Redis. */
class LimiterTest {
    private final Desk desk = Desk.open();

    @AfterEach
    void close() {
        desk.close();
    }

    private static Taken takenAt(Desk desk, Principal who, long perMinute, long wanted) {
        return desk.store.limiter().orElseThrow().take(who, perMinute, wanted).orElseThrow();
    }

    private Taken take(long wanted) {
        return takenAt(desk, Desk.ALICE, 60, wanted);
    }

    private static Taken given(long tokens) {
        return new Taken(tokens, Duration.ZERO);
    }

    private static Taken none(Duration delay) {
        return new Taken(0, delay);
    }

    @Test
    void a_minutes_worth_is_there_at_once_for_all_instances_together() {
        try (Desk other = desk.second()) {
            assertThat(takenAt(desk, Desk.ALICE, 60, 25)).isEqualTo(given(25));
            assertThat(takenAt(other, Desk.ALICE, 60, 25)).isEqualTo(given(25));
            assertThat(takenAt(desk, Desk.ALICE, 60, 25)).isEqualTo(given(10));
            assertThat(takenAt(other, Desk.ALICE, 60, 25)).isEqualTo(none(Duration.ofSeconds(1)));
        }
    }

    @Test
    void it_fills_evenly_and_no_further_than_a_minutes_worth() {
        assertThat(take(100)).isEqualTo(given(60));
        desk.step(Duration.ofMillis(999));
        assertThat(take(1)).isEqualTo(none(Duration.ofMillis(1)));
        desk.step(Duration.ofMillis(1));
        assertThat(take(100)).isEqualTo(given(1));
        desk.step(Duration.ofMillis(7_400));
        assertThat(take(5)).isEqualTo(given(5));
        assertThat(take(5)).isEqualTo(given(2));
        assertThat(take(5)).isEqualTo(none(Duration.ofMillis(600)));
        desk.step(Duration.ofDays(400));
        assertThat(take(100)).isEqualTo(given(60));
    }

    @Test
    void a_clock_that_goes_back_gives_nothing_and_takes_nothing() {
        assertThat(take(30)).isEqualTo(given(30));
        desk.step(Duration.ofHours(-1));
        assertThat(take(10)).isEqualTo(given(10));
        desk.step(Duration.ofSeconds(3));
        assertThat(take(100)).isEqualTo(given(23));
    }

    @Test
    void the_smallest_and_the_largest_bucket_are_exact() {
        assertThat(takenAt(desk, Desk.ALICE, 1, 1)).isEqualTo(given(1));
        assertThat(takenAt(desk, Desk.ALICE, 1, 1)).isEqualTo(none(Duration.ofMinutes(1)));
        assertThat(takenAt(desk, Desk.BOB, 1_000_000_000, 999_999_999)).isEqualTo(given(999_999_999));
        assertThat(takenAt(desk, Desk.BOB, 1_000_000_000, 2)).isEqualTo(given(1));
        assertThat(takenAt(desk, Desk.BOB, 1_000_000_000, 2)).isEqualTo(none(Duration.ofMillis(1)));
        desk.step(Duration.ofSeconds(6));
        assertThat(takenAt(desk, Desk.BOB, 1_000_000_000, 200_000_000)).isEqualTo(given(100_000_000));
    }

    @Test
    void an_instance_with_another_limit_finds_what_is_left() {
        assertThat(takenAt(desk, Desk.ALICE, 60, 50)).isEqualTo(given(50));
        assertThat(takenAt(desk, Desk.ALICE, 120, 100)).isEqualTo(given(10));
        desk.step(Duration.ofSeconds(30));
        assertThat(takenAt(desk, Desk.ALICE, 20, 100)).isEqualTo(given(10));
    }

    @Test
    void R2_nobody_else_takes_from_it_and_nobody_stands_in_its_key() {
        assertThat(take(60)).isEqualTo(given(60));
        for (Principal other : List.of(
                Desk.BOB,
                Principal.of("alice"),
                new Principal("acme", "Alice"),
                new Principal("acm", "ealice"),
                new Principal("acme:", "alice"))) {
            assertThat(takenAt(desk, other, 60, 60)).as("%s", other).isEqualTo(given(60));
        }
        assertThat(desk.keys()).hasSize(6).allSatisfy(key -> assertThat(key).doesNotContain("alice", "acme"));
    }

    @Test
    void a_refusal_changes_nothing_and_a_bucket_that_would_be_full_again_is_gone() {
        assertThat(take(60)).isEqualTo(given(60));
        String key = desk.keys().iterator().next();
        Object before = RedisServer.shared().ask("GET", key);
        assertThat((Long) RedisServer.shared().ask("PTTL", key)).isBetween(30_000L, 60_000L);
        desk.step(Duration.ofMillis(500));
        assertThat(take(1)).isEqualTo(none(Duration.ofMillis(500)));
        assertThat(RedisServer.shared().ask("GET", key)).isEqualTo(before);
        assertThat(RedisServer.shared().ask("PEXPIRE", key, "1")).isEqualTo(1L);
        BellsTest.await("the key's end", () -> desk.keys().isEmpty());
        assertThat(take(100)).isEqualTo(given(60));
    }

    @Test
    void of_many_who_take_at_once_all_together_get_what_there_is() {
        try (Desk other = desk.second()) {
            List<Long> taken = Race.of(8, thread -> () -> {
                long sum = 0;
                for (int i = 0; i < 40; i++) {
                    sum += takenAt(thread % 2 == 0 ? desk : other, Desk.ALICE, 1_000, 7)
                            .tokens();
                }
                return sum;
            });
            assertThat(taken.stream().mapToLong(Long::longValue).sum()).isEqualTo(1_000);
        }
    }

    @Test
    void what_is_no_number_of_tokens_is_refused() {
        for (long[] wrong : new long[][] {{0, 1}, {60, 0}, {60, -1}, {1_000_000_001, 1}}) {
            assertThatThrownBy(() -> takenAt(desk, Desk.ALICE, wrong[0], wrong[1]))
                    .isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void where_Redis_has_no_room_left_it_does_not_count_and_where_it_is_away_it_says_so() {
        try (RedisServer redis = RedisServer.start();
                Desk full = Desk.on(redis.uri("prefix=cr&timeout=300ms&patience=600ms&connectTimeout=300ms"))) {
            assertThat(redis.ask("CONFIG", "SET", "maxmemory", "1")).isEqualTo("OK");
            assertThat(full.store.limiter().orElseThrow().take(Desk.ALICE, 60, 1))
                    .isEmpty();
            assertThat(redis.ask("CONFIG", "SET", "maxmemory", "0")).isEqualTo("OK");
            assertThat(takenAt(full, Desk.ALICE, 60, 100)).isEqualTo(given(60));
            redis.kill();
            assertThatThrownBy(() -> takenAt(full, Desk.ALICE, 60, 1)).isInstanceOf(StoreUnavailable.class);
        }
    }
}
