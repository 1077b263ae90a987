package dev.cloakroom.server;

import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The whole server on a free port, as the command line would start it, and clients for it. */
final class LiveServer implements AutoCloseable {

    final CloakroomServer server;
    final ApiDescription description = ApiDescription.shipped();

    private LiveServer(CloakroomServer server) {
        this.server = server;
    }

    /** With these flags and values in turn: {@code start("max-messages", "4")}. */
    static LiveServer start(String... flags) {
        return new LiveServer(CloakroomServer.start(settings(flags)));
    }

    /** With something else that answers messages. */
    static LiveServer answeredBy(Responder responder, String... flags) {
        return new LiveServer(CloakroomServer.start(settings(flags).answeredBy(responder)));
    }

    /** Over an embedded store with other parts, such as a clock of its own. */
    static LiveServer over(UnaryOperator<CaffeineSessionStore.Builder> parts, String... flags) {
        Settings settings = settings(flags);
        CaffeineSessionStore.Builder store = CaffeineSessionStore.builder().limits(settings.limits());
        return new LiveServer(CloakroomServer.start(settings, parts.apply(store).build()));
    }

    /** Over an embedded store with a clock of its own, with followers who look often. */
    static LiveServer beating(Duration beat, InstantSource clock, String... flags) {
        Settings settings = settings(flags).beating(beat);
        CaffeineSessionStore.Builder store =
                CaffeineSessionStore.builder().limits(settings.limits()).clock(clock);
        return new LiveServer(CloakroomServer.start(settings, store.build()));
    }

    /** Over an embedded store with something before it. */
    static LiveServer behind(UnaryOperator<SessionStore> front) {
        Settings settings = settings();
        CaffeineSessionStore store =
                CaffeineSessionStore.builder().limits(settings.limits()).build();
        return new LiveServer(CloakroomServer.start(settings, front.apply(store)));
    }

    /** Tests ask as often as they like, unless they say otherwise. */
    static Settings settings(String... flags) {
        Map<String, String> typed = new HashMap<>(Map.of("port", "0", "rate-limit", "0"));
        for (int i = 0; i < flags.length; i += 2) {
            typed.put(flags[i], flags[i + 1]);
        }
        return Settings.from(new Given(typed, variable -> null));
    }

    /** Someone who says who they are in {@code X-User-Id}. */
    Client as(String user) {
        return nobody().with("X-User-Id", user);
    }

    /** Someone who does not say who they are. */
    Client nobody() {
        return new Client(this, Map.of());
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
