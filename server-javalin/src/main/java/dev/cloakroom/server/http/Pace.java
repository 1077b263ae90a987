package dev.cloakroom.server.http;

import java.time.Duration;

/**
 * How fast request bodies have to come, and how many may be coming at once, and how fast answers have to be taken.
 * Immutable.
 *
 * @param patience how long any body may take, and all answers of a connection may keep a thread waiting
 * @param bytesPerSecond what buys more time: a body that comes, and an answer that is taken, at this rate is never slow
 * @param atOnce bodies; fewer than the threads of the pool, so that requests without a body are always answered
 */
public record Pace(Duration patience, long bytesPerSecond, int atOnce) {

    public static Pace standard() {
        return new Pace(Duration.ofSeconds(30), 32 << 10, 128);
    }
}
