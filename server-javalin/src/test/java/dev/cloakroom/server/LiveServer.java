package dev.cloakroom.server;

import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.SessionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The whole server on a free port, as the command line would start it, and clients for it. Where the {@link Backend}
 * has several instances, each request goes to the next of them.
 */
final class LiveServer implements AutoCloseable {

    /** What administrators show, unless the flags say who is believed to be asking. */
    static final String ADMIN_KEY = "key-of-whoever-runs-the-tests";

    private static final Path ADMIN_KEY_FILE = adminKeyFile();

    /** The first instance. */
    final CloakroomServer server;

    final ApiDescription description = ApiDescription.shipped();
    private final List<CloakroomServer> instances;
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean pinned;

    private LiveServer(List<CloakroomServer> instances) {
        this.instances = instances;
        this.server = instances.get(0);
    }

    private static LiveServer of(Settings settings) {
        return new LiveServer(Backend.chosen().start(settings, null, UnaryOperator.identity()));
    }

    /** With these flags and values in turn: {@code start("max-messages", "4")}. */
    static LiveServer start(String... flags) {
        return of(settings(flags));
    }

    /** One instance with the embedded store, whatever others have: for what belongs to that store. */
    static LiveServer embedded(String... flags) {
        return new LiveServer(List.of(CloakroomServer.start(settings(flags))));
    }

    /** With something else that answers messages. */
    static LiveServer answeredBy(Responder responder, String... flags) {
        return of(settings(flags).answeredBy(responder));
    }

    /** Over a store with a clock of its own. */
    static LiveServer at(InstantSource clock, String... flags) {
        return new LiveServer(Backend.chosen().start(settings(flags), clock, UnaryOperator.identity()));
    }

    /** Over a store with a clock of its own, with followers who look often. */
    static LiveServer beating(Duration beat, InstantSource clock, String... flags) {
        return new LiveServer(Backend.chosen().start(settings(flags).beating(beat), clock, UnaryOperator.identity()));
    }

    /** Over a store with something before it. */
    static LiveServer behind(UnaryOperator<SessionStore> front, String... flags) {
        return new LiveServer(Backend.chosen().start(settings(flags), null, front));
    }

    /** Tests ask as often as they like, unless they say otherwise. */
    static Settings settings(String... flags) {
        Map<String, String> typed = new HashMap<>(Map.of("port", "0", "rate-limit", "0"));
        if (!List.of(flags).contains("auth")) {
            typed.put("admin-key-file", ADMIN_KEY_FILE.toString());
        }
        for (int i = 0; i < flags.length; i += 2) {
            typed.put(flags[i], flags[i + 1]);
        }
        return Settings.from(new Given(typed, variable -> null));
    }

    /** Someone who says who they are in {@code X-User-Id}. */
    Client as(String user) {
        return nobody().with("X-User-Id", user);
    }

    /** Whoever runs the server. */
    Client administrator() {
        return nobody().with("Authorization", "Bearer " + ADMIN_KEY);
    }

    private static Path adminKeyFile() {
        try {
            Path file = Files.createTempFile("admin-key", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, ADMIN_KEY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Someone who does not say who they are. */
    Client nobody() {
        return new Client(this, Map.of());
    }

    /** From now on everything goes to the first instance: for what each instance counts or bounds by itself. */
    @CanIgnoreReturnValue
    LiveServer pinned() {
        pinned = true;
        return this;
    }

    /** How many instances there are. */
    int instances() {
        return instances.size();
    }

    /** What all instances counted together, each by itself, as {@code /health} shows it. */
    int counted(String pointer) {
        return instances.stream()
                .mapToInt(one -> nobody().through(one.port())
                        .get("/health")
                        .expect(200)
                        .at(pointer)
                        .intValue())
                .sum();
    }

    /** The port of the next instance. */
    int port() {
        int index = pinned ? 0 : Math.floorMod(next.getAndIncrement(), instances.size());
        return instances.get(index).port();
    }

    @Override
    public void close() {
        instances.forEach(CloakroomServer::close);
    }
}
