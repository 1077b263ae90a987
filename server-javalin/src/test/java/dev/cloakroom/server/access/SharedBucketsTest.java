package dev.cloakroom.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several instances take tokens of one bucket: how often the store is asked, and how exact it is. */
class SharedBucketsTest {

    private static final Principal ALICE = Principal.of("alice");

    private final SteppedMeter clock = new SteppedMeter();
    private final Store store = new Store();
    private final SharedBuckets first = new SharedBuckets(store, 1_000, clock);
    private final SharedBuckets second = new SharedBuckets(store, 1_000, clock);

    /** One bucket for everybody, which fills by the stepped clock. */
    private final class Store implements Limiter {
        private double left = 1_000;
        private long since = clock.currentTimeNanos();
        private int asked;
        private boolean full;
        private RuntimeException failure;
        private CountDownLatch slow;

        @Override
        public Optional<Taken> take(Principal who, long perMinute, long wanted) {
            CountDownLatch waiting;
            Taken answer;
            synchronized (this) {
                asked++;
                if (failure != null) {
                    throw failure;
                }
                if (full) {
                    return Optional.empty();
                }
                long now = clock.currentTimeNanos();
                left = Math.min((double) perMinute, left + (double) (now - since) * perMinute / 60e9);
                since = now;
                long taken = Math.min(wanted, (long) left);
                left -= taken;
                answer = new Taken(
                        taken, taken > 0 ? Duration.ZERO : Duration.ofNanos((long) ((1 - left) * 60e9 / perMinute)));
                waiting = wanted > 1 ? slow : null;
            }
            if (waiting != null) {
                await(waiting);
            }
            return Optional.of(answer);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int takeAll(SharedBuckets buckets) {
        int taken = 0;
        while (buckets.take(ALICE) == 0) {
            taken++;
        }
        return taken;
    }

    @Test
    void the_store_is_asked_once_for_twenty_requests() {
        for (int i = 0; i < 400; i++) {
            assertThat(first.take(ALICE)).isZero();
        }
        assertThat(store.asked).isEqualTo(20);
    }

    @Test
    void both_together_let_through_a_minutes_worth() {
        int taken = 0;
        for (int i = 0; i < 1_500; i++) {
            taken += (i % 3 == 0 ? second : first).take(ALICE) == 0 ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1_000);
    }

    @Test
    void one_is_refused_early_by_no_more_than_what_the_other_has_left_over() {
        assertThat(second.take(ALICE)).isZero();
        assertThat(takeAll(first)).isEqualTo(1_000 - 20);
        assertThat(takeAll(second)).as("what it had left over").isEqualTo(19);
    }

    @Test
    void what_was_left_over_from_before_is_all_that_may_come_on_top_of_a_minutes_worth() {
        assertThat(first.take(ALICE) + second.take(ALICE)).isZero();
        clock.step(Duration.ofMillis(59_999));
        assertThat(takeAll(first) + takeAll(second)).isEqualTo(1_000 + 2 * 19);
    }

    @Test
    void what_was_left_over_for_a_minute_is_thrown_away() {
        assertThat(first.take(ALICE) + second.take(ALICE)).isZero();
        clock.step(Duration.ofMinutes(1));
        assertThat(takeAll(first) + takeAll(second)).isEqualTo(1_000);
    }

    @Test
    void who_was_refused_does_not_reach_the_store_until_there_is_a_token_again() {
        assertThat(takeAll(first)).isEqualTo(1_000);
        int asked = store.asked;
        for (int i = 0; i < 500; i++) {
            assertThat(first.take(ALICE))
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofMillis(60).toNanos());
        }
        assertThat(store.asked).isEqualTo(asked);
        clock.step(Duration.ofMillis(61));
        assertThat(first.take(ALICE)).isZero();
        assertThat(store.asked).isEqualTo(asked + 1);
    }

    @Test
    void a_small_limit_is_exact() {
        SharedBuckets few = new SharedBuckets(store, 99, clock);
        SharedBuckets others = new SharedBuckets(store, 99, clock);
        assertThat(others.take(ALICE)).isZero();
        assertThat(takeAll(few)).isEqualTo(98);
        assertThat(others.take(ALICE)).isPositive();
    }

    @Test
    void nobody_waits_for_the_trip_of_another_request_and_no_more_than_one_part_is_left_over() throws Exception {
        store.slow = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(1);
        try {
            Future<Long> slow = pool.submit(() -> first.take(ALICE));
            while (asked() < 1) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 30; i++) {
                assertThat(first.take(ALICE)).isZero();
            }
            store.slow.countDown();
            assertThat(slow.get()).isZero();
        } finally {
            pool.shutdownNow();
        }
        assertThat(takeAll(second)).isEqualTo(1_000 - 30 - 20);
        assertThat(takeAll(first)).isEqualTo(19);
    }

    private int asked() {
        synchronized (store) {
            return store.asked;
        }
    }

    @Test
    void a_store_that_fails_counts_for_nobody_and_is_asked_again() {
        store.failure = new StoreUnavailable("away");
        assertThatThrownBy(() -> first.take(ALICE)).isSameAs(store.failure);
        for (RuntimeException failure :
                new RuntimeException[] {new OutcomeUnknown("lost"), new IllegalStateException("broken")}) {
            store.failure = failure;
            assertThatThrownBy(() -> first.take(ALICE))
                    .as("nothing of the request was applied")
                    .isInstanceOf(StoreUnavailable.class);
        }
        store.failure = null;
        assertThat(takeAll(first)).isEqualTo(1_000);
    }

    @Test
    void tokens_that_were_taken_are_good_while_the_store_is_away() {
        assertThat(first.take(ALICE)).isZero();
        store.failure = new StoreUnavailable("away");
        for (int i = 0; i < 19; i++) {
            assertThat(first.take(ALICE)).isZero();
        }
        assertThatThrownBy(() -> first.take(ALICE)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void where_the_store_has_no_room_each_instance_counts_by_itself() {
        store.full = true;
        assertThat(takeAll(first)).isEqualTo(1_000);
        assertThat(takeAll(second)).isEqualTo(1_000);
    }
}
