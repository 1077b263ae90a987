package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.access.Route;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R4 on the wire: on every route that names a session, whatever there is no access to is answered alike to the byte.
 * Routes come from the server's own table and valid bodies from the examples of its description, so that a new route is
 * covered by itself.
 */
class NoAccessTest {

    private static final String NONE = "5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11";

    private final StepClock clock = new StepClock();
    private LiveServer server;
    private String session;
    private String file;

    @BeforeEach
    void start() {
        server = LiveServer.at(clock);
        Client.Reply upload = server.as("alice").upload(new Form().file("secret.txt", "s"));
        session = upload.session();
        file = upload.at("/files/0/file_id").textValue();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Stream<Route> sessionRoutes() {
        return server.server.table().stream().filter(route -> route.kind() == Route.Kind.SESSION);
    }

    private RawRequest request(Route route, String user, String id) {
        return RawRequest.of(route, route.path().replace("{id}", id).replace("{file_id}", file), user);
    }

    private String answer(Route route, String user, String id) throws Exception {
        Wire.Reply reply = request(route, user, id).send(server.port());
        assertThat(reply.status()).as("%s %s", route, id).isEqualTo(403);
        return RawRequest.withoutFreshness(reply);
    }

    /** Everything that is no session of alice's and reads like one, or not. */
    static Map<String, String> shapes(String own) {
        Map<String, String> shapes = new LinkedHashMap<>();
        shapes.put("unknown", NONE);
        shapes.put("nil", "00000000-0000-0000-0000-000000000000");
        shapes.put("version 1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        shapes.put("her own in upper case", own.toUpperCase(Locale.ROOT));
        shapes.put(
                "her own with one upper-case letter",
                own.replaceFirst("[a-f]", "A").equals(own) ? "A" : own.replaceFirst("[a-f]", "A"));
        shapes.put("her own without dashes", own.replace("-", ""));
        shapes.put("her own cut", own.substring(0, 35));
        shapes.put("her own and more", own + "0");
        shapes.put("her own in braces", "%7B" + own + "%7D");
        shapes.put("her own as a URN", "urn:uuid:" + own);
        shapes.put("her own after a space", "%20" + own);
        shapes.put("her own before a space", own + "%20");
        shapes.put("her own with a parameter", own + ";v=1");
        shapes.put("her own with a dot", own + ".");
        shapes.put("her own twice", own + own);
        shapes.put("digits of another script", "%D9%A1".repeat(8) + own.substring(8));
        shapes.put("full-width digits", "%EF%BC%91" + own.substring(1));
        shapes.put("a short UUID", "1-1-1-1-1");
        shapes.put("36 dashes", "-".repeat(36));
        shapes.put("36 letters", "g".repeat(36));
        shapes.put("one letter", "a");
        shapes.put("a star", "*");
        shapes.put("null", "null");
        shapes.put("a quote", "%27%20OR%201=1");
        shapes.put("a template", "%7Bid%7D");
        shapes.put("an emoji", "%F0%9F%98%80");
        shapes.put("very long", "a".repeat(6_000));
        return shapes;
    }

    @Test
    void every_shape_on_every_route_gets_the_same_answer() throws Exception {
        String expected = answer(sessionRoutes().findFirst().orElseThrow(), "bob", session);
        assertThat(expected)
                .startsWith("HTTP/1.1 403 Forbidden\r\n")
                .contains("\"detail\":\"Session does not belong to user\"", "\"code\":\"not_owner\"")
                .doesNotContain("Connection");
        for (Route route : sessionRoutes().toList()) {
            assertThat(answer(route, "bob", session)).as("%s, foreign", route).isEqualTo(expected);
            for (Map.Entry<String, String> shape : shapes(session).entrySet()) {
                assertThat(answer(route, "alice", shape.getValue()))
                        .as("%s, %s", route, shape.getKey())
                        .isEqualTo(expected);
            }
        }
        assertThat(server.as("alice")
                        .get("/api/v1/sessions/" + session)
                        .expect(200)
                        .at("/last_seq")
                        .intValue())
                .isZero();
    }

    @Test
    void an_expired_session_is_like_none_at_all() throws Exception {
        String expected = answer(sessionRoutes().findFirst().orElseThrow(), "bob", session);
        clock.step(Duration.ofHours(24).minusMillis(1));
        server.as("alice").get("/api/v1/sessions/" + session).expect(200); // and reading does not prolong it
        clock.step(Duration.ofMillis(1));
        for (Route route : sessionRoutes().toList()) {
            assertThat(answer(route, "alice", session)).as("%s", route).isEqualTo(expected);
        }
    }

    @Test
    void a_deleted_session_is_like_none_at_all() throws Exception {
        String expected = answer(sessionRoutes().findFirst().orElseThrow(), "bob", session);
        server.as("alice").delete("/api/v1/sessions/" + session).expect(204);
        for (Route route : sessionRoutes().toList()) {
            assertThat(answer(route, "alice", session)).as("%s", route).isEqualTo(expected);
        }
    }

    @Test
    void chat_answers_alike_too() throws Exception {
        Route route = sessionRoutes().findFirst().orElseThrow();
        String expected = answer(route, "bob", session);
        String named = server.as("alice").chat("m", "hers").expect(200).session();
        String gone = server.as("alice").open();
        server.as("alice").delete("/api/v1/sessions/" + gone).expect(204);
        for (String id : List.of(session, session.toUpperCase(Locale.ROOT), NONE, gone, named, "hers")) {
            assertThat(chat("bob", id)).as(id).isEqualTo(expected);
        }
        for (String id : List.of(NONE, gone, NONE.toUpperCase(Locale.ROOT))) {
            assertThat(chat("alice", id)).as(id).isEqualTo(expected);
        }
        clock.step(Duration.ofHours(24));
        assertThat(chat("alice", session)).isEqualTo(expected);
    }

    private String chat(String user, String id) throws Exception {
        RawRequest request = new RawRequest("POST", "/api/v1/chat/send", "X-User-Id: " + user + "\r\n", "")
                .json(Client.json(Map.of("message", "canary", "session_id", id)));
        Wire.Reply reply = request.send(server.port());
        assertThat(reply.status()).isEqualTo(403);
        return RawRequest.withoutFreshness(reply);
    }

    @Test
    void each_refusal_is_one_security_event_without_the_id() throws Exception {
        for (Route route : sessionRoutes().toList()) {
            for (String id : List.of(session, NONE, "malformed-canary")) {
                try (SecurityLog log = SecurityLog.listening()) {
                    assertThat(answer(route, "bob", id)).isNotEmpty();
                    assertThat(log.lines()).as("%s", route).hasSize(1);
                    assertThat(log.attempts().get(0)).contains("\"bob\"").doesNotContain(id);
                }
            }
        }
    }

    @Test
    void one_id_has_one_hash_in_the_log() throws Exception {
        server.pinned(); // each process has a random key of its own for these hashes
        try (SecurityLog log = SecurityLog.listening()) {
            for (Route route : sessionRoutes().toList()) {
                assertThat(answer(route, "bob", session)).isNotEmpty();
            }
            assertThat(log.attempts().stream().map(line -> line.replaceAll(".*session=(\\S+).*", "$1")))
                    .hasSameSizeAs(sessionRoutes().toList())
                    .containsOnly(log.attempts().get(0).replaceAll(".*session=(\\S+).*", "$1"));
        }
    }

    @Test
    void refusals_change_nothing() throws Exception {
        Client alice = server.as("alice");
        alice.append(session, "one").expect(201);
        String before = alice.get("/api/v1/sessions/" + session).text();
        String listed = alice.get("/api/v1/sessions").text();
        clock.step(Duration.ofHours(1));
        for (Route route : sessionRoutes().toList()) {
            assertThat(answer(route, "bob", session)).isNotEmpty();
        }
        assertThat(chat("bob", session)).isNotEmpty();
        assertThat(alice.get("/api/v1/sessions/" + session).text()).isEqualTo(before);
        assertThat(alice.get("/api/v1/sessions").text()).isEqualTo(listed);
        assertThat(alice.history(session).contents()).containsExactly("one");
    }

    static Stream<String> engineRefusals() {
        return Stream.of(
                "%2f",
                "%00", NONE + "%09", NONE + "%0A", "a%2Fb", NONE + "%00", "%", "%zz", "%5c", "..%2f..", "%2e%2e");
    }

    @ParameterizedTest
    @MethodSource("engineRefusals")
    void what_the_engine_refuses_is_400(String segment) throws Exception {
        Wire.Reply reply =
                new RawRequest("GET", "/api/v1/sessions/" + segment, "X-User-Id: a\r\n", "").send(server.port());
        assertThat(reply.status()).isEqualTo(400);
        ProblemAssert.assertIsProblem(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sessions/", "/api/v1/sessions/" + NONE + "/", "/api/v1/sessions/" + NONE + "/x"})
    void another_path_is_404_whoever_asks(String path) {
        server.as("alice").get(path).expect(404, "not_found");
        server.nobody().get(path).expect(404, "not_found");
    }

    @Test
    void an_unknown_file_of_ones_own_session_is_404_and_of_a_foreign_one_403() {
        for (String id : List.of(UUID.randomUUID().toString(), "x", "%20", file.toUpperCase(Locale.ROOT), NONE)) {
            String path = "/api/v1/sessions/" + session + "/files/" + id;
            if (!id.equals(file)) {
                server.as("alice").get(path).expect(404, "not_found");
            }
            server.as("bob").get(path).expect(403, "not_owner");
        }
        String other = server.as("alice").open();
        server.as("alice").get("/api/v1/sessions/" + other + "/files/" + file).expect(404, "not_found");
    }
}
