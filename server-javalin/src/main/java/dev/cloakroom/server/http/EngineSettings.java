package dev.cloakroom.server.http;

import java.time.Duration;

/**
 * Where the server listens and what it bears. {@code headerBytes} bounds the request line (414) as well as all headers
 * together (431). Immutable.
 */
public record EngineSettings(String host, int port, int headerBytes, Duration idleTimeout) {

    public static EngineSettings on(String host, int port) {
        return new EngineSettings(host, port, 16 * 1024, Duration.ofSeconds(30));
    }
}
