package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one write costs the next on the same connection, which may be another client's behind a proxy. */
class WriteDeadlineTest {

    private static final SlowReaders READERS = SlowReaders.at(new Pace(Duration.ofMillis(1_200), 1 << 20, 4));

    private final SteppedScheduler time = new SteppedScheduler();
    private final ByteArrayEndPoint connection = new ByteArrayEndPoint();
    private final WriteDeadline deadline = new WriteDeadline(connection, time, time::nanoTime);

    @AfterEach
    void stop() {
        connection.close();
    }

    private void waits(long millis) throws IOException {
        deadline.inTime(() -> time.pass(millis), READERS, 0);
    }

    @Test
    void writes_that_end_at_once_are_safe_whoever_was_slow_before() throws IOException {
        waits(1_199);
        for (int i = 0; i < 50; i++) {
            deadline.inTime(() -> time.pass(249), READERS.patient(Duration.ofMillis(200)), 0);
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void whoever_comes_after_a_pause_has_all_the_patience() throws IOException {
        waits(1_199);
        time.pass(1_199);
        waits(1_199);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void what_was_taken_buys_time() throws IOException {
        for (int i = 0; i < 40; i++) {
            deadline.inTime(() -> time.pass(900), READERS, TimeUnit.MILLISECONDS.toNanos(900));
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void waits_without_a_pause_add_up_to_the_end_of_the_connection() throws IOException {
        waits(600);
        waits(599);
        assertThat(connection.isOpen()).isTrue();
        waits(251);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void a_write_that_ends_with_its_connection_says_that_it_took_too_long() {
        IOException closed = new IOException("closed");
        assertThatThrownBy(() -> deadline.inTime(
                        () -> {
                            time.pass(1_201);
                            throw closed;
                        },
                        READERS,
                        0))
                .hasCauseInstanceOf(TimeoutException.class)
                .hasSuppressedException(closed);
    }

    @Test
    void a_look_that_one_write_has_planned_leaves_the_next_alone() throws IOException {
        waits(60);
        time.pass(1_000);
        deadline.inTime(() -> time.pass(1), READERS, 0);
        waits(1_198);
        assertThat(connection.isOpen()).isTrue();
        assertThat(time.size()).isOne();
    }

    @Test
    void nobody_looks_when_nothing_is_written_or_the_connection_has_ended() throws IOException {
        waits(100);
        time.pass(100);
        assertThat(time.size()).isZero();
        waits(1);
        assertThat(time.size()).isOne();
        deadline.end();
        assertThat(time.size()).isZero();
        waits(1);
        assertThat(time.size()).isZero();
    }

    @Test
    void the_places_for_slow_ones_are_all_free_again_when_the_writes_are_done() throws IOException {
        SlowReaders oneAtOnce = SlowReaders.at(new Pace(Duration.ofSeconds(60), 1 << 20, 1));
        deadline.inTime(
                () -> {
                    time.pass(300);
                    assertThat(oneAtOnce.places().availablePermits()).isZero();
                },
                oneAtOnce,
                0);
        assertThat(oneAtOnce.places().availablePermits()).isOne();
        deadline.inTime(() -> time.pass(62), oneAtOnce, 0);
        time.pass(300);
        assertThat(oneAtOnce.places().availablePermits()).isOne();
    }

    @Test
    void who_waits_where_too_many_do_loses_the_connection_and_the_others_do_not() throws IOException {
        SlowReaders oneAtOnce = SlowReaders.at(new Pace(Duration.ofSeconds(60), 1 << 20, 1));
        try (ByteArrayEndPoint other = new ByteArrayEndPoint()) {
            WriteDeadline others = new WriteDeadline(other, time, time::nanoTime);
            deadline.inTime(
                    () -> {
                        time.pass(10);
                        others.inTime(() -> time.pass(300), oneAtOnce, 0);
                    },
                    oneAtOnce,
                    0);
            assertThat(connection.isOpen()).isTrue();
            assertThat(other.isOpen()).isFalse();
        }
        assertThat(oneAtOnce.places().availablePermits()).isOne();
    }
}
