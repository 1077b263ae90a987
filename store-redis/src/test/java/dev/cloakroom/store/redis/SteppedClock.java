package dev.cloakroom.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The scripts as they are shipped, but for the clock, which goes when it is told to. Several stores may use one, as
 * several instances use the clock of one Redis.
 */
final class SteppedClock implements Scripts, InstantSource {
    private volatile Standing standing = Standing.at(1_764_000_000_000L);

    private record Standing(long now, Scripts scripts) {
        static Standing at(long now) {
            return new Standing(
                    now,
                    Scripts.edited(
                            part -> part.startsWith("local time = redis.call('TIME')") ? "local now = " + now : part));
        }
    }

    void step(Duration time) {
        standing = Standing.at(standing.now() + time.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(standing.now());
    }

    @Override
    public Text text(Script script) {
        return standing.scripts().text(script);
    }
}
