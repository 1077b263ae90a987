package dev.cloakroom.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Principal;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bucket fills evenly, and no further than a minute's worth. */
class RateLimitClockTest {

    private final SteppedMeter clock = new SteppedMeter();
    private final RateLimit limit = RateLimit.perMinute(60, Optional.empty(), clock);
    private final Principal alice = Principal.of("alice");

    private int takeAll() {
        int taken = 0;
        while (limit.take(alice).isEmpty()) {
            taken++;
        }
        return taken;
    }

    @Test
    void a_token_a_second_when_there_are_sixty_a_minute() {
        assertThat(takeAll()).isEqualTo(60);
        clock.step(Duration.ofSeconds(7));
        assertThat(takeAll()).isEqualTo(7);
        clock.step(Duration.ofMinutes(10));
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
        RateLimit none = RateLimit.perMinute(0, Optional.empty(), TimeMeter.SYSTEM_NANOTIME);
        for (int i = 0; i < 10_000; i++) {
            assertThat(none.take(alice)).isEmpty();
        }
    }
}
