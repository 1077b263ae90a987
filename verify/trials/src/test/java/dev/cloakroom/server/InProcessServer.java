package dev.cloakroom.server;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The server as the command line starts it, in this process, on a free port. */
public final class InProcessServer implements AutoCloseable {
    private final CloakroomServer server;

    private InProcessServer(CloakroomServer server) {
        this.server = server;
    }

    /** With these flags and values in turn: {@code start("max-messages", "4")}. */
    public static InProcessServer start(String... flags) {
        return new InProcessServer(CloakroomServer.start(settings(flags)));
    }

    /** Over a store that is made for its limits. */
    public static InProcessServer over(Function<Limits, SessionStore> store) {
        Settings settings = settings();
        return new InProcessServer(CloakroomServer.start(settings, store.apply(settings.limits())));
    }

    private static Settings settings(String... flags) {
        Map<String, String> typed = new HashMap<>(Map.of("port", "0", "rate-limit", "0"));
        for (int i = 0; i < flags.length; i += 2) {
            typed.put(flags[i], flags[i + 1]);
        }
        return Settings.from(new Given(typed, variable -> null));
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
