package dev.cloakroom.server.http;

import java.time.Duration;

/**
 * How fast request bodies have to come and answers have to be taken, and how many may be waited for. Immutable.
 *
 * @param patience how long any body may take, and all answers of a connection may keep a thread waiting
 * @param bytesPerSecond what buys more time: a body that comes, and an answer that is taken, at this rate is never slow
 * @param atOnce bodies that are coming, and answers that are taken more slowly than that; together fewer than the
 *     threads of the pool, so that there are always some for others
 */
public record Pace(Duration patience, long bytesPerSecond, int atOnce) {

    public static Pace standard() {
        return new Pace(Duration.ofSeconds(30), 32 << 10, 128);
    }
}
