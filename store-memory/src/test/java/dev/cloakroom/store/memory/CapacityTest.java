package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R11: what is taken in advance neither hides room nor makes any. */
class CapacityTest {
    private static final long LARGE = 32L << 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 127, 128, 1000, LARGE})
    void R11_one_after_the_other_takes_all_there_is_and_not_one_more(long most) {
        Capacity capacity = new Capacity(most);
        long step = Math.max(1, most / 1000);
        long taken = 0;
        while (most - taken >= step) {
            assertThat(capacity.take(step)).isTrue();
            taken += step;
            assertThat(capacity.taken()).isEqualTo(taken);
        }
        assertThat(capacity.take(most - taken + 1)).isFalse();
        assertThat(capacity.take(most - taken)).isTrue();
        assertThat(capacity.taken()).isEqualTo(most);
        assertThat(capacity.take(1)).isFalse();
        capacity.give(1);
        assertThat(capacity.take(1)).isTrue();
    }

    @Test
    void R11_what_others_took_in_advance_is_to_be_had_before_anyone_is_refused() {
        Capacity capacity = new Capacity(LARGE);
        List<Boolean> all = Race.of(8, thread -> () -> capacity.take(1));
        assertThat(all).containsOnly(true);
        assertThat(capacity.taken()).isEqualTo(8);
        assertThat(capacity.take(LARGE - 8)).isTrue();
        assertThat(capacity.take(1)).isFalse();
    }

    @Test
    void R11_spare_room_is_looked_for_and_not_taken() {
        Capacity capacity = new Capacity(LARGE);
        assertThat(capacity.take(10, LARGE - 9)).isFalse();
        assertThat(capacity.take(10, Long.MAX_VALUE)).isFalse();
        assertThat(capacity.taken()).isZero();
        assertThat(capacity.take(10, LARGE - 10)).isTrue();
        assertThat(capacity.taken()).isEqualTo(10);
        assertThat(capacity.take(1, LARGE - 11)).isTrue();
        assertThat(capacity.take(1, LARGE - 11)).isFalse();
    }

    @Test
    void R11_many_at_once_take_no_more_than_there_is_and_leave_no_room_unused() {
        for (int round = 0; round < 20; round++) {
            long most = 1L << 20;
            Capacity capacity = new Capacity(most);
            List<Long> taken = Race.of(8, thread -> () -> takeAll(capacity, new Random(thread)));
            long sum = taken.stream().mapToLong(Long::longValue).sum();
            assertThat(capacity.taken()).isEqualTo(sum).isLessThanOrEqualTo(most);
            assertThat(capacity.take(most - sum + 1)).isFalse();
            assertThat(capacity.take(most - sum)).isTrue();
            capacity.give(most);
            assertThat(capacity.taken()).isZero();
        }
    }

    private static long takeAll(Capacity capacity, Random random) {
        long taken = 0;
        long amount = 1L + random.nextInt(700);
        while (capacity.take(amount)) {
            taken += amount;
            if (random.nextInt(4) == 0) {
                capacity.give(amount);
                taken -= amount;
            }
            amount = 1L + random.nextInt(700);
        }
        return taken;
    }
}
