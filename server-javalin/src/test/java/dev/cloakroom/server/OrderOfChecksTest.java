package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is wrong first is answered first, and nothing before access depends on any session. */
class OrderOfChecksTest {

    private static LiveServer server;
    private static String hers;
    private static String full;

    @BeforeAll
    static void start() {
        server = LiveServer.start("max-messages", "2");
        hers = server.as("alice").open();
        full = server.as("alice").chat("m").session();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Client.Reply post(Client who, String session, String mediaType, String body) {
        return who.send("POST", Client.messages(session), mediaType, BodyPublishers.ofString(body));
    }

    @Test
    void route_before_everything() {
        server.nobody().post("/api/v1/nothing", "{").expect(404, "not_found");
        server.nobody().patch("/api/v1/uploads", "{").expect(405, "method_not_allowed");
        server.as("bob").patch(Client.messages(hers), "{").expect(405, "method_not_allowed");
    }

    @Test
    void origin_before_credentials() {
        Client foreign = server.nobody().with("Origin", "http://example.com");
        foreign.post("/api/v1/sessions").expect(403, "forbidden_origin");
        foreign.get("/health").expect(403, "forbidden_origin");
    }

    @Test
    void credentials_in_headers_before_the_media_type() {
        Client broken = server.nobody().with("Authorization", "Basic YTpi");
        post(broken, hers, "text/plain", "{").expect(401, "unauthenticated");
        post(server.as("a\tb"), hers, "text/plain", "{").expect(400, "invalid_request");
        post(server.as("bob").with("Authorization", "Bearer carol"), hers, "text/plain", "{")
                .expect(400, "ambiguous_user");
    }

    @Test
    void a_body_that_nothing_needs_may_still_name_another_user() {
        for (String path : List.of(
                "/api/v1/sessions",
                "/api/v1/sessions/" + hers,
                "/api/v1/sessions/" + hers + "/grants?user=carol",
                "/api/v1/sessions/" + hers + "/files/5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11")) {
            server.as("alice")
                    .send("DELETE", path, "application/json", BodyPublishers.ofString("{\"user_id\":\"bob\"}"))
                    .expect(400, "ambiguous_user");
        }
        server.as("alice").get("/api/v1/sessions/" + hers).expect(200);
    }

    @Test
    void the_media_type_before_the_syntax() {
        post(server.as("bob"), hers, "text/plain", "{").expect(415, "unsupported_media_type");
        post(server.nobody(), hers, "text/plain", "{").expect(415, "unsupported_media_type");
        post(server.as("bob"), hers, "", "{").expect(415, "unsupported_media_type");
        post(server.as("bob"), hers, "application/json; charset=latin1", "{}").expect(415, "unsupported_media_type");
        post(server.as("bob"), hers, "application/problem+json", "{}").expect(415, "unsupported_media_type");
        server.as("bob")
                .send("POST", "/api/v1/uploads", "application/json", BodyPublishers.ofString("{}"))
                .expect(415, "unsupported_media_type");
        server.as("bob")
                .send("POST", "/api/v1/chat/send", Form.TYPE, BodyPublishers.ofByteArray(new Form().bytes()))
                .expect(415, "unsupported_media_type");
    }

    @Test
    void the_syntax_before_the_user_in_the_body() {
        server.nobody().post(Client.messages(hers), "{").expect(400, "invalid_request");
        server.as("bob").post(Client.messages(hers), "{\"user_id\":\"carol\"").expect(400, "invalid_request");
    }

    @Test
    void the_user_in_the_body_before_the_fields() {
        server.nobody().post(Client.messages(hers), "{}").expect(401, "unauthenticated");
        server.nobody().post(Client.messages(hers), "{\"user_id\":7}").expect(400, "invalid_request");
        server.as("bob").post(Client.messages(hers), "{\"user_id\":\"carol\"}").expect(400, "ambiguous_user");
        server.as("bob").post(Client.messages(hers) + "?user_id=carol", "{}").expect(400, "ambiguous_user");
    }

    @Test
    void fields_before_access() {
        Client bob = server.as("bob");
        bob.post(Client.messages(hers), "{").expect(400, "invalid_request");
        bob.post(Client.messages(hers), "{}").expect(400, "invalid_request");
        bob.post(Client.messages("malformed"), "{}").expect(400, "invalid_request");
        bob.append(hers, "x".repeat(65_537)).expect(413, "too_large");
        bob.keyed("a b").append(hers, "x").expect(400, "invalid_request");
        bob.get(Client.messages(hers) + "?limit=0").expect(400, "invalid_request");
        bob.get(Client.messages(hers) + "?after=x").expect(400, "invalid_request");
        bob.patch("/api/v1/sessions/" + hers, "{}").expect(400, "invalid_request");
        bob.patch("/api/v1/sessions/" + hers, pairs(17)).expect(400, "invalid_request");
        bob.patch("/api/v1/sessions/" + hers, pairs(16)).expect(403, "not_owner");
        bob.chat("x".repeat(65_537), hers).expect(413, "too_large");
        bob.post("/api/v1/chat/send", "{\"session_id\":\"" + hers + "\"}").expect(400, "invalid_request");
    }

    /** As many pairs to add, and one to take away. */
    private static String pairs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{\"metadata\":{\"gone\":null,", "}}"));
    }

    @Test
    void access_before_state() {
        Client bob = server.as("bob");
        String stale = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"expected_last_seq\":7}";
        server.as("alice").post(Client.messages(hers), stale).expect(409, "conflict");
        bob.post(Client.messages(hers), stale).expect(403, "not_owner");
        server.as("alice").append(full, "x").expect(409, "limit_reached");
        bob.append(full, "x").expect(403, "not_owner");
        bob.chat("x", full).expect(403, "not_owner");
        server.as("alice").get("/api/v1/sessions/" + hers + "/files/none").expect(404, "not_found");
        bob.get("/api/v1/sessions/" + hers + "/files/none").expect(403, "not_owner");
        server.as("alice").keyed("k").append(hers, "x").expect(201);
        server.as("alice").keyed("k").append(hers, "y").expect(422, "key_reused");
        bob.keyed("k").append(hers, "y").expect(403, "not_owner");
        assertThat(server.as("alice").history(hers).contents()).containsExactly("x");
    }

    @Test
    void no_check_before_access_tells_sessions_apart() {
        for (String id : new String[] {hers, full, "5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11", "malformed"}) {
            Client bob = server.as("bob");
            bob.post(Client.messages(id), "{}").expect(400, "invalid_request");
            bob.append(id, "x".repeat(65_537)).expect(413, "too_large");
            bob.patch("/api/v1/sessions/" + id, "{\"metadata\":1}").expect(400, "invalid_request");
            server.nobody().get("/api/v1/sessions/" + id).expect(401, "unauthenticated");
        }
    }
}
