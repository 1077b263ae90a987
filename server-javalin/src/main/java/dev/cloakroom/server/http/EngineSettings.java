package dev.cloakroom.server.http;

import java.time.Duration;

/**
 * Where the server listens and what it bears. {@code headerBytes} bounds the request line (414) as well as all headers
 * together (431). {@code threads} bounds the pool of a JVM without virtual threads. Immutable.
 */
public record EngineSettings(String host, int port, int headerBytes, Duration idleTimeout, int threads) {

    /** Enough for some hundred who wait, and for everybody else beside them. */
    public static final int STANDARD_THREADS = 1_000;

    public static EngineSettings on(String host, int port) {
        return new EngineSettings(host, port, 16 * 1024, Duration.ofSeconds(30), STANDARD_THREADS);
    }

    /** The same with a larger or smaller pool. */
    public EngineSettings withThreads(int most) {
        return new EngineSettings(host, port, headerBytes, idleTimeout, most);
    }
}
