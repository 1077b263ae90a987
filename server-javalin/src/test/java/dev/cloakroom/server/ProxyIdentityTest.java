package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend that shows a service key says who is asking, and nobody else does. */
class ProxyIdentityTest {

    private static final String KEY = "first-key-of-the-service";
    private static final String NEXT_KEY = "next-key-of-the-service";

    @TempDir
    Path folder;

    private LiveServer server;

    @BeforeEach
    void start() throws IOException {
        Path keys = Files.writeString(folder.resolve("keys"), "# in turn\n" + KEY + "\n\n" + NEXT_KEY + "\n");
        Path admin = Files.writeString(folder.resolve("admin"), "key-of-the-operator");
        server = LiveServer.start(
                "auth", "proxy", "service-key-file", keys.toString(), "admin-key-file", admin.toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Client backend() {
        return server.nobody().with("Authorization", "Bearer " + KEY);
    }

    private Client of(String user) {
        return backend().with("X-User-Id", user);
    }

    @Test
    void the_backend_says_who_is_asking() {
        String session = of("alice").open();
        of("alice").chat("hello", session).expect(200);
        of("bob").chat("hello", session).expect(403, "not_owner");
        server.nobody()
                .with("Authorization", "bearer " + NEXT_KEY)
                .with("X-User-Id", "alice")
                .get("/api/v1/sessions/" + session)
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer alice",
                "Bearer first-key-of-the-servicE",
                "Bearer first-key-of-the-service2",
                "Bearer # in turn",
                "Basic first-key-of-the-service"
            })
    void without_a_key_nobody_is_believed(String authorization) {
        Client client = server.as("alice");
        Client asking = authorization.isEmpty() ? client : client.with("Authorization", authorization);
        asking.get("/api/v1/sessions").expect(401, "unauthenticated");
        asking.post("/api/v1/chat/send", "{\"message\":\"m\",\"user_id\":\"alice\"}")
                .expect(401, "unauthenticated");
    }

    @Test
    void a_key_without_a_user_is_nobody_whatever_the_body_says() {
        assertThat(backend()
                        .chat(Map.of("message", "m", "user_id", "alice"))
                        .expect(401)
                        .header("WWW-Authenticate"))
                .isEqualTo("Bearer");
        backend().get("/api/v1/sessions?user_id=alice").expect(401);
    }

    @Test
    void the_body_never_decides_and_another_user_in_it_is_one_security_event() {
        String session = of("alice").open();
        of("alice")
                .chat(Map.of("message", "m", "session_id", session, "user_id", "alice"))
                .expect(200);
        try (SecurityLog log = SecurityLog.listening()) {
            of("mallory")
                    .chat(Map.of("message", "m", "session_id", session, "user_id", "alice"))
                    .expect(403, "not_owner");
            assertThat(log.lines())
                    .containsExactly("WARN Session hijacking attempt: user=\"mallory\" operation=\"POST"
                            + " /api/v1/chat/send\" reason=OTHER_USER");
        }
        of("mallory").get("/api/v1/sessions?user_id=alice").expect(403, "not_owner");
        of("mallory")
                .upload(new Form().field("user_id", "alice").file("a.txt", "x"))
                .expect(403, "not_owner");
        assertThat(of("mallory").get("/api/v1/sessions").expect(200).at("/data"))
                .isEmpty();
        assertThat(of("alice").history(session).contents()).containsExactly("m", "m");
    }

    @Test
    void one_user_name_in_two_tenants_is_two_people() {
        Client red = of("alice").with("X-Tenant-Id", "red");
        Client blue = of("alice").with("X-Tenant-Id", "blue");
        String session = red.open();
        red.put("/api/v1/sessions/" + session + "/grants", "{\"user\":\"bob\",\"access\":\"append\"}")
                .expect(200);
        for (Client other : List.of(blue, of("alice"), of("bob"), of("bob").with("X-Tenant-Id", "blue"))) {
            other.get("/api/v1/sessions/" + session).expect(403, "not_owner");
            assertThat(other.get("/api/v1/sessions").expect(200).at("/data")).isEmpty();
        }
        of("bob").with("X-Tenant-Id", "red").get("/api/v1/sessions/" + session).expect(200);
        String key = "one-key";
        String opened = red.keyed(key).post("/api/v1/sessions").expect(201).session();
        assertThat(blue.keyed(key).post("/api/v1/sessions").expect(201).session())
                .isNotEqualTo(opened);
        of("alice").with("X-Tenant-Id", "a\tb").get("/api/v1/sessions").expect(400, "invalid_request");
    }

    @Test
    void a_user_id_beyond_its_limits_is_400() {
        of("u".repeat(128)).get("/api/v1/sessions").expect(200);
        of("u".repeat(129)).get("/api/v1/sessions").expect(400, "invalid_request");
    }

    @Test
    void a_name_that_the_client_chose_is_no_session() {
        of("alice").chat("hello", "my-name").expect(403, "not_owner");
    }

    @Test
    void every_failed_authentication_is_one_security_event_without_what_was_shown() {
        try (SecurityLog log = SecurityLog.listening()) {
            server.as("alice")
                    .with("Authorization", "Bearer wrong-key")
                    .get("/api/v1/sessions")
                    .expect(401);
            server.as("alice").get("/api/v1/sessions").expect(401);
            assertThat(log.lines())
                    .containsExactly(
                            "WARN Authentication failed: operation=\"GET /api/v1/sessions\" reason=SERVICE_KEY",
                            "WARN Authentication failed: operation=\"GET /api/v1/sessions\" reason=NO_CREDENTIALS");
        }
    }

    @Test
    void only_the_admin_key_shows_how_the_server_is() {
        assertThat(server.nobody().get("/health").expect(200).text()).isEqualTo("{\"status\":\"healthy\"}");
        assertThat(of("alice").get("/health").expect(200).text()).isEqualTo("{\"status\":\"healthy\"}");
        assertThat(server.nobody()
                        .with("Authorization", "Basic x")
                        .get("/health")
                        .expect(200)
                        .text())
                .isEqualTo("{\"status\":\"healthy\"}");
        assertThat(server.nobody()
                        .with("Authorization", "Bearer key-of-the-operator")
                        .get("/health")
                        .expect(200)
                        .at("/store")
                        .textValue())
                .isNotEmpty();
        server.as("alice")
                .with("Authorization", "Bearer key-of-the-operator")
                .get("/api/v1/sessions")
                .expect(401);
    }

    @Test
    void R12_a_guess_at_the_admin_key_is_one_event_where_health_would_tell_that_it_is_right_too() {
        try (SecurityLog log = SecurityLog.listening()) {
            of("alice").get("/health").expect(200);
            server.nobody()
                    .with("Authorization", "Bearer " + KEY)
                    .get("/health")
                    .expect(200);
            of("x".repeat(129)).get("/health").expect(200);
            server.nobody()
                    .with("Authorization", "Bearer key-of-the-operator")
                    .get("/health")
                    .expect(200);
            server.nobody().get("/health").expect(200);
            assertThat(log.lines()).isEmpty();
            server.nobody()
                    .with("Authorization", "Bearer a-guess")
                    .get("/health")
                    .expect(200);
            assertThat(log.lines())
                    .containsExactly("WARN Authentication failed: operation=\"GET /health\" reason=ADMIN_KEY");
        }
    }

    @Test
    void other_hosts_are_answered_where_nobody_is_believed_for_coming_from_here() throws Exception {
        String request = "GET /api/v1/sessions HTTP/1.1\r\nHost: chat.example.com\r\nX-User-Id: alice\r\n"
                + "Authorization: Bearer " + KEY + "\r\n\r\n";
        assertThat(Wire.once(server.port(), request).status()).isEqualTo(200);
    }
}
