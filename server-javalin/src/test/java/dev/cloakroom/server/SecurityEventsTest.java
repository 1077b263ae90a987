package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R12: each refusal, each change of access and each limit that is met is one line of the security log, no more and no
 * less. Denials of every route are counted by {@link AuthorizationTest}, transfers by the tests of core.
 */
class SecurityEventsTest {

    private static final String KEY = "key-of-the-service";
    private static final String ADMIN_KEY = "key-of-the-operator";

    private LiveServer server;
    private SecurityLog log;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        String keys = Files.writeString(folder.resolve("keys"), KEY).toString();
        String operators =
                Files.writeString(folder.resolve("operators"), ADMIN_KEY).toString();
        server = LiveServer.start(
                "auth",
                "proxy",
                "service-key-file",
                keys,
                "admin-key-file",
                operators,
                "max-sessions",
                "2",
                "max-content-bytes",
                "1KiB",
                "max-body-bytes",
                "4KiB",
                "max-grants",
                "1",
                "max-session-followers",
                "1");
        server.pinned();
        log = SecurityLog.listening();
    }

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    private Client of(String user) {
        return server.as(user).with("Authorization", "Bearer " + KEY);
    }

    private static String grants(String session) {
        return "/api/v1/sessions/" + session + "/grants";
    }

    @Test
    void a_grant_a_change_of_it_and_a_revoke_are_one_each_and_what_changes_nothing_is_none() {
        String session = of("alice").open();
        of("alice")
                .put(grants(session), "{\"user\":\"bob\",\"access\":\"read\"}")
                .expect(200);
        of("alice")
                .put(grants(session), "{\"user\":\"bob\",\"access\":\"read\"}")
                .expect(200);
        of("alice")
                .put(grants(session), "{\"user\":\"bob\",\"access\":\"append\"}")
                .expect(200);
        of("alice").delete(grants(session) + "?user=bob").expect(204);
        of("alice").delete(grants(session) + "?user=bob").expect(204);
        assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("INFO Session GRANTED: session=\\w{16} user=\"alice\" whom=\"bob\""),
                        line -> assertThat(line)
                                .matches("INFO Session GRANTED: session=\\w{16} user=\"alice\" whom=\"bob\""),
                        line -> assertThat(line)
                                .matches("INFO Session REVOKED: session=\\w{16} user=\"alice\" whom=\"bob\""));
    }

    @Test
    void a_denial_is_one_whether_it_is_decided_before_or_within_the_operation() {
        String session = of("alice").open();
        of("bob").get("/api/v1/sessions/" + session).expect(403);
        of("bob").chat("m", session).expect(403);
        of("bob").chat("m", "no-uuid").expect(403);
        of("bob").get("/api/v1/sessions/x").expect(403);
        of("alice").delete("/api/v1/sessions/" + session).expect(204);
        of("alice").append(session, "late").expect(403);
        assertThat(log.lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("WARN Session hijacking attempt: ")
                        .doesNotContain(session));
    }

    @Test
    void a_failed_authentication_is_one() {
        server.as("alice").get("/api/v1/sessions").expect(401);
        server.as("alice").with("Authorization", "Bearer wrong").chat("m").expect(401);
        assertThat(log.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("WARN Authentication failed: "));
    }

    @Test
    void a_foreign_page_is_one_and_leaves_nothing_of_itself() throws IOException {
        try (LiveServer dev = LiveServer.start()) {
            String request = "GET /api/v1/sessions HTTP/1.1\r\nHost: %s\r\nX-User-Id: alice\r\nOrigin: %s\r\n\r\n";
            for (String attempt : List.of(
                    request.formatted("evil.test", "http://localhost"),
                    request.formatted("localhost", "https://evil.test"))) {
                assertThat(Wire.once(dev.port(), attempt).status()).isEqualTo(403);
            }
        }
        assertThat(log.lines()).containsExactly("WARN Foreign origin refused", "WARN Foreign origin refused");
    }

    @Test
    void a_limit_of_what_the_server_bears_is_one_when_it_is_met() {
        Client alice = of("alice");
        String session = alice.open();
        alice.open();
        alice.post("/api/v1/sessions").expect(409, "limit_reached");
        alice.append(session, "x".repeat(1_025)).expect(413, "too_large");
        alice.append(session, "x".repeat(5_000)).expect(413, "too_large");
        alice.put(grants(session), "{\"user\":\"bob\",\"access\":\"read\"}").expect(200);
        alice.put(grants(session), "{\"user\":\"carol\",\"access\":\"read\"}").expect(409, "limit_reached");
        String of = "WARN Limit reached: user=\"alice\" operation=";
        assertThat(log.lines().stream().filter(line -> !line.startsWith("INFO")))
                .containsExactly(
                        of + "\"POST /api/v1/sessions\" code=limit_reached",
                        of + "\"POST /api/v1/sessions/{id}/messages\" code=too_large",
                        of + "\"POST /api/v1/sessions/{id}/messages\" code=too_large",
                        of + "\"PUT /api/v1/sessions/{id}/grants\" code=limit_reached");
    }

    @Test
    void a_limit_that_an_administrator_meets_is_one() {
        String session = of("alice").open();
        of("bob").open();
        of("bob").open();
        server.nobody()
                .with("Authorization", "Bearer " + ADMIN_KEY)
                .post("/api/v1/admin/sessions/" + session + "/transfer", "{\"to_user\":\"bob\"}")
                .expect(409, "limit_reached");
        assertThat(log.lines())
                .containsExactly("WARN Limit reached: user=\"\""
                        + " operation=\"POST /api/v1/admin/sessions/{id}/transfer\" code=limit_reached");
    }

    @Test
    void too_many_followers_are_a_limit_too() throws IOException {
        String session = of("alice").open();
        String request =
                "GET /api/v1/sessions/" + session + "/events HTTP/1.1\r\nHost: localhost\r\nX-User-Id: alice\r\n"
                        + "Authorization: Bearer " + KEY + "\r\nAccept: text/event-stream\r\n\r\n";
        try (Wire first = new Wire(server.port())) {
            assertThat(first.send(request).readHead()).contains(" 200 ");
            Wire.Reply refused = Wire.once(server.port(), request);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).hasValue("5");
            assertThat(refused.header("RateLimit-Policy"))
                    .hasValue("\"session-followers\";q=1;qu=\"concurrent-requests\"");
            assertThat(refused.header("RateLimit")).hasValue("\"session-followers\";r=0;t=5");
        }
        assertThat(log.lines())
                .containsExactly(
                        "WARN Limit reached: user=\"alice\" operation=\"GET /api/v1/sessions/{id}/events\" code=rate_limited");
    }

    @Test
    void a_mistake_is_none() {
        String session = of("alice").open();
        for (String body : List.of(
                "{", "{\"messages\":[]}", "{\"messages\":7}", Client.batch("a").replace("user", "x"))) {
            of("alice").post(Client.messages(session), body).expect(400);
        }
        of("alice")
                .post(Client.messages(session), Client.batch("a").replace("}]", "}],\"expected_last_seq\":9"))
                .expect(409, "conflict");
        of("alice").get("/nothing").expect(404);
        assertThat(log.lines()).isEmpty();
    }
}
