package dev.cloakroom.server.http;

import java.time.Duration;

/**
 * Where the server listens and what it bears. Immutable.
 *
 * @param headerBytes bounds the request line (414) as well as all headers together (431)
 * @param idleTimeout between two bytes, and between two requests
 * @param headTime for all of a request before its body, from its first byte on
 * @param threads bounds the pool of a JVM without virtual threads
 */
public record EngineSettings(
        String host, int port, int headerBytes, Duration idleTimeout, Duration headTime, int threads, Front front) {

    /** Enough for some hundred who wait, and for everybody else beside them. */
    public static final int STANDARD_THREADS = 1_000;

    public static EngineSettings on(String host, int port) {
        return new EngineSettings(
                host, port, 16 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(10), STANDARD_THREADS, Front.plain());
    }

    /** The same with a larger or smaller pool. */
    public EngineSettings withThreads(int most) {
        return new EngineSettings(host, port, headerBytes, idleTimeout, headTime, most, front);
    }

    /** The same with other patience. */
    public EngineSettings withPatience(Duration idle, Duration head) {
        return new EngineSettings(host, port, headerBytes, idle, head, threads, front);
    }

    /** The same behind another front. */
    public EngineSettings behind(Front other) {
        return new EngineSettings(host, port, headerBytes, idleTimeout, headTime, threads, other);
    }
}
