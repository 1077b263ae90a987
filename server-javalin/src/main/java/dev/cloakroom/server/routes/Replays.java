package dev.cloakroom.server.routes;

import java.util.Map;

/** How an answer says that it was given before. */
final class Replays {

    static final Map<String, String> HEADERS = Map.of("Idempotent-Replayed", "true");

    private Replays() {}
}
