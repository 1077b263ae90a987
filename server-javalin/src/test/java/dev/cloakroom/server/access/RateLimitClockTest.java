package dev.cloakroom.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Principal;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The bucket fills evenly, and no further than a minute's worth. */
class RateLimitClockTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit limit = RateLimit.perMinute(60, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });
    private final Principal alice = Principal.of("alice");

    private int takeAll() {
        int taken = 0;
        while (limit.take(alice).isEmpty()) {
            taken++;
        }
        return taken;
    }

    private void pass(long seconds) {
        long unused = nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void a_token_a_second_when_there_are_sixty_a_minute() {
        assertThat(takeAll()).isEqualTo(60);
        pass(7);
        assertThat(takeAll()).isEqualTo(7);
        pass(600);
        assertThat(takeAll()).isEqualTo(60);
    }

    @Test
    void nobody_else_takes_from_it() {
        assertThat(takeAll()).isEqualTo(60);
        assertThat(limit.take(Principal.of("bob"))).isEmpty();
        assertThat(limit.take(new Principal("red", "alice"))).isEmpty();
    }

    @Test
    void none_counts_nothing() {
        RateLimit none = RateLimit.perMinute(0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(none.take(alice)).isEmpty();
        }
    }
}
