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
class TakingTest {

    private static final Takers TAKERS = Takers.at(new Pace(Duration.ofMillis(1_200), 1 << 20, 4));

    private final Scheduler scheduler = new ScheduledExecutorScheduler();
    private final ByteArrayEndPoint connection = new ByteArrayEndPoint();
    private final Taking taking = new Taking(connection, scheduler);

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
        taking.inTime(() -> pause(600), TAKERS, 0);
        for (int i = 0; i < 50; i++) {
            taking.inTime(() -> pause(2), TAKERS.patient(Duration.ofMillis(200)), 0);
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void whoever_comes_after_a_pause_has_all_the_patience() throws IOException {
        taking.inTime(() -> pause(900), TAKERS, 0);
        pause(1_000);
        taking.inTime(() -> pause(600), TAKERS, 0);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void what_was_taken_buys_time() throws IOException {
        for (int i = 0; i < 4; i++) {
            taking.inTime(() -> pause(600), TAKERS, TimeUnit.MILLISECONDS.toNanos(900));
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void waits_without_a_pause_add_up_to_the_end_of_the_connection() throws IOException {
        for (int i = 0; i < 4; i++) {
            taking.inTime(() -> pause(600), TAKERS, 0);
        }
        assertThat(connection.isOpen()).isFalse();
    }
}
