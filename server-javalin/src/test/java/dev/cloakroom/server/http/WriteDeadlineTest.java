package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one write costs the next on the same connection, which may be another client's behind a proxy. */
class WriteDeadlineTest {

    private static final SlowReaders READERS = SlowReaders.at(new Pace(Duration.ofMillis(1_200), 1 << 20, 4));

    private final Scheduler scheduler = new ScheduledExecutorScheduler();
    private final ByteArrayEndPoint connection = new ByteArrayEndPoint();
    private final WriteDeadline deadline = new WriteDeadline(connection, scheduler);

    @BeforeEach
    void start() throws Exception {
        scheduler.start();
    }

    @AfterEach
    void stop() throws Exception {
        scheduler.stop();
        connection.close();
    }

    private static void pause(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void writes_that_end_at_once_are_safe_whoever_was_slow_before() throws IOException {
        deadline.inTime(() -> pause(600), READERS, 0);
        for (int i = 0; i < 50; i++) {
            deadline.inTime(() -> pause(2), READERS.patient(Duration.ofMillis(200)), 0);
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void whoever_comes_after_a_pause_has_all_the_patience() throws IOException {
        deadline.inTime(() -> pause(900), READERS, 0);
        pause(1_000);
        deadline.inTime(() -> pause(600), READERS, 0);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void what_was_taken_buys_time() throws IOException {
        for (int i = 0; i < 4; i++) {
            deadline.inTime(() -> pause(600), READERS, TimeUnit.MILLISECONDS.toNanos(900));
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void the_only_place_for_slow_ones_is_free_again_when_the_write_is_done() throws IOException {
        SlowReaders oneAtOnce = SlowReaders.at(new Pace(Duration.ofSeconds(60), 1 << 20, 1));
        try (ByteArrayEndPoint other = new ByteArrayEndPoint()) {
            deadline.inTime(() -> pause(300), oneAtOnce, 0);
            new WriteDeadline(other, scheduler).inTime(() -> pause(300), oneAtOnce, 0);
            assertThat(other.isOpen()).isTrue();
            deadline.inTime(
                    () -> new WriteDeadline(other, scheduler).inTime(() -> pause(300), oneAtOnce, 0), oneAtOnce, 0);
            assertThat(connection.isOpen()).isNotEqualTo(other.isOpen());
        }
    }

    @Test
    void waits_without_a_pause_add_up_to_the_end_of_the_connection() throws IOException {
        for (int i = 0; i < 4; i++) {
            deadline.inTime(() -> pause(600), READERS, 0);
        }
        assertThat(connection.isOpen()).isFalse();
    }
}
