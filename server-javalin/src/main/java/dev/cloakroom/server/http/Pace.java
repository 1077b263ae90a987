package dev.cloakroom.server.http;

import java.time.Duration;

/**
 * How fast request bodies have to come, and how many may be coming at once. Immutable.
 *
 * @param patience how long any body may take
 * @param bytesPerSecond what buys more time: a body that keeps this rate up is never too slow
 * @param atOnce bodies; fewer than the threads of the pool, so that requests without a body are always answered
 */
public record Pace(Duration patience, long bytesPerSecond, int atOnce) {

    public static Pace standard() {
        return new Pace(Duration.ofSeconds(30), 32 << 10, 128);
    }
}
