package dev.cloakroom.server.http;

import java.time.Duration;

/** For tests of the whole server: waits until no request is being answered. */
public final class Idle {

    private Idle() {}

    /** Returns false when a request was still running after ten seconds. */
    public static boolean await(Traffic traffic) {
        return traffic.awaitQuiet(() -> true, Duration.ZERO, Duration.ofSeconds(10));
    }

    /** Whether the server has ended all connections, or their clients have. */
    public static boolean connectedToNobody(Engine engine) {
        return engine.connections() == 0;
    }
}
