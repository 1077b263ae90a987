package dev.cloakroom.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.cloakroom.server.access.ClientAddresses;
import dev.cloakroom.server.access.Doorman;
import dev.cloakroom.server.access.Identity;
import dev.cloakroom.server.access.RateSettings;
import dev.cloakroom.server.access.RefusalWatch;
import dev.cloakroom.server.access.RequestLimits;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.access.Router;
import dev.cloakroom.server.access.SecretKeys;
import dev.cloakroom.server.access.Vocabulary;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.BodyLimits;
import dev.cloakroom.server.http.Engine;
import dev.cloakroom.server.http.EngineSettings;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.FilePart;
import dev.cloakroom.server.http.Idle;
import dev.cloakroom.server.http.Pace;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.server.http.Traffic;
import dev.cloakroom.server.http.UploadLimits;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server with one route of each kind on a free port, and a client for it. As an extension, one for a whole class. */
final class TestServer implements AutoCloseable, AfterAllCallback {

    static final String CONTENT = "content-nobody-may-see";

    /** More than a system keeps for a client that does not read. */
    static final int LARGE = 16 << 20;

    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final SessionRegistry registry;
    final Traffic traffic = new Traffic();
    final Engine engine;
    final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    TestServer() {
        this(EngineSettings.on("127.0.0.1", 0));
    }

    TestServer(EngineSettings settings) {
        this(settings, new BodyLimits(1 << 20, UploadLimits.standard(), Pace.standard()));
    }

    TestServer(EngineSettings settings, BodyLimits limits) {
        registry = SessionRegistry.over(CaffeineSessionStore.create());
        Failures failures = new Failures(Vocabulary::problem);
        Router router = new Router(
                new Doorman(registry, Identity.dev(false), unlimited(), SecretKeys.none()), failures, limits);
        engine = Engine.start(settings, traffic, routes -> router.register(table(), routes));
    }

    private static RequestLimits unlimited() {
        return new RequestLimits(
                new RateSettings(0, 0, 0, ClientAddresses.behind(List.of())), Optional.empty(), RefusalWatch.NOBODY);
    }

    private List<Route> table() {
        return List.of(
                Route.open(GET, "/open", exchange -> Answer.ok(Map.of("ok", true))),
                Route.open(DELETE, "/open", exchange -> Answer.noContent()),
                Route.open(GET, "/problem/{code}", exchange -> {
                    throw Problem.of(ProblemCode.valueOf(exchange.path("code"))).toException();
                }),
                Route.open(GET, "/boom", exchange -> {
                    throw new IllegalStateException(CONTENT, new RuntimeException(CONTENT));
                }),
                Route.open(GET, "/overflow", exchange -> {
                    throw new StackOverflowError(CONTENT);
                }),
                Route.open(GET, "/large", exchange -> Answer.bytes("text/plain", new byte[LARGE])),
                Route.open(GET, "/large-json", exchange -> Answer.ok(Map.of("text", "x".repeat(LARGE)))),
                Route.open(
                        GET,
                        "/half",
                        exchange -> new Answer.Stream(200, "text/plain", OptionalLong.empty(), Map.of(), out -> {
                            out.write(new byte[100_000]);
                            out.flush();
                            throw new IOException(CONTENT);
                        })),
                Route.open(
                        GET,
                        "/lost",
                        exchange -> new Answer.Stream(
                                200,
                                "image/png",
                                OptionalLong.of(5),
                                Map.of("Content-Disposition", "attachment; filename=a", "Idempotent-Replayed", "true"),
                                out -> {
                                    throw Problem.of(ProblemCode.NOT_OWNER).toException();
                                })),
                Route.open(GET, "/slow", exchange -> {
                    entered.countDown();
                    await(release);
                    return Answer.ok(Map.of("slow", true));
                }),
                Route.open(GET, "/query", this::query),
                Route.open(
                        GET,
                        "/key",
                        exchange -> Answer.ok(Map.of(
                                "key", exchange.headers().idempotencyKey().orElse("none")))),
                Route.open(
                        GET,
                        "/events",
                        exchange ->
                                Answer.ok(Map.of("events", exchange.headers().wantsEvents()))),
                Route.personal(GET, "/me", Reads.NOTHING, exchange -> "", (nothing, who) -> me(who)),
                Route.personal(POST, "/me", Reads.JSON, exchange -> "", (nothing, who) -> me(who)),
                Route.personal(
                        POST,
                        "/json",
                        Reads.JSON,
                        Exchange::fields,
                        (fields, who) ->
                                Answer.ok(Map.of("text", fields.string("text").orElse("none")))),
                Route.personal(
                        POST,
                        "/optional",
                        Reads.OPTIONAL_JSON,
                        Exchange::fields,
                        (fields, who) ->
                                Answer.ok(Map.of("text", fields.string("text").orElse("none")))),
                Route.personal(POST, "/upload", Reads.MULTIPART, Sent::from, this::upload),
                Route.session(
                        POST,
                        "/sessions/{id}",
                        Reads.JSON,
                        Access.READ,
                        exchange -> exchange.fields().requiredString("text"),
                        (text, claim) -> Answer.ok(Map.of("session", claim.id().text()))));
    }

    private Answer query(Exchange exchange) {
        Map<String, Object> seen = new LinkedHashMap<>();
        exchange.query()
                .string("limit")
                .ifPresent(limit -> seen.put("limit", exchange.query().pageSize(200)));
        exchange.query().position("after").ifPresent(after -> seen.put("after", after));
        exchange.query().string("text").ifPresent(text -> seen.put("text", text));
        return Answer.ok(seen);
    }

    private static Answer me(Principal who) {
        return Answer.ok(Map.of("user", who.subject()));
    }

    private record Sent(List<FilePart> files, Optional<String> note) {
        static Sent from(Exchange exchange) {
            return new Sent(exchange.upload().files(), exchange.body().field("note"));
        }
    }

    private Answer upload(Sent sent, Principal who) throws IOException {
        List<Map<String, Object>> files = new ArrayList<>();
        for (FilePart file : sent.files()) {
            try (var in = file.open()) {
                files.add(Map.of(
                        "name", file.name(),
                        "media_type", file.mediaType(),
                        "size", file.size(),
                        "read", in.readAllBytes().length));
            }
        }
        return Answer.created(Map.of("files", files, "note", sent.note().orElse("none")), Map.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody released the request");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the server has finished with every request, also those whose client has gone. */
    void awaitIdle() {
        if (!Idle.await(traffic)) {
            throw new IllegalStateException("a request is still running");
        }
    }

    int port() {
        return engine.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    HttpResponse<String> post(String path, String mediaType, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(request(path)
                .header("X-User-Id", "alice")
                .header("Content-Type", mediaType)
                .POST(body)
                .build());
    }

    HttpResponse<String> postJson(String path, String json) throws IOException, InterruptedException {
        return post(path, "application/json", BodyPublishers.ofString(json));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        release.countDown();
        engine.close();
        registry.close();
    }
}
