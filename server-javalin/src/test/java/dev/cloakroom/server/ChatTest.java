package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message, one reply, and the forms of {@code session_id}. */
class ChatTest {

    private static LiveServer server;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
        alice = server.as("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Client.Reply send(String json) {
        return alice.post("/api/v1/chat/send", json);
    }

    @Test
    void message_and_reply_are_stored_one_after_the_other() {
        Client.Reply reply = alice.chat(Map.of("message", "Hello", "metadata", Map.of("channel", "web")))
                .expect(200);
        Client.Reply history = alice.history(reply.session());
        assertThat(history.at("/data/0")).isEqualTo(reply.at("/message"));
        assertThat(history.at("/data/1")).isEqualTo(reply.at("/reply"));
        assertThat(reply.at("/message/metadata/channel").textValue()).isEqualTo("web");
        assertThat(reply.at("/message/author").textValue()).isEqualTo("alice");
        assertThat(reply.at("/reply/metadata")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"m\"}",
                "{\"message\":\"m\",\"session_id\":null}",
                "{\"message\":\"m\",\"session_id\":\"\"}"
            })
    void no_session_id_means_a_fresh_session(String json) {
        Client.Reply one = send(json).expect(200);
        Client.Reply two = send(json).expect(200);
        assertThat(one.session()).isNotEqualTo(two.session());
        assertThat(one.at("/new_session").booleanValue()).isTrue();
        assertThat(one.at("/message/seq").intValue()).isEqualTo(1);
    }

    @Test
    void ones_own_id_is_taken_in_any_letter_case() {
        String session = alice.open();
        for (String id : List.of(
                session,
                session.toUpperCase(Locale.ROOT),
                session.substring(0, 18).toUpperCase(Locale.ROOT) + session.substring(18))) {
            Client.Reply reply = alice.chat("m", id).expect(200);
            assertThat(reply.session()).isEqualTo(session);
            assertThat(reply.at("/new_session").booleanValue()).isFalse();
        }
        assertThat(alice.history(session).seqs()).hasSize(6);
    }

    @Test
    void an_id_that_was_never_issued_is_not_adopted() {
        String wanted = UUID.randomUUID().toString();
        alice.chat("m", wanted).expect(403, "not_owner");
        alice.chat("m", wanted.toUpperCase(Locale.ROOT)).expect(403, "not_owner");
        server.as("bob").chat("m", wanted).expect(403, "not_owner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "[]", "{}", "1.5", "[\"a\"]"})
    void a_session_id_that_is_no_string_is_400(String value) {
        send("{\"message\":\"m\",\"session_id\":" + value + "}").expect(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\nb", "\\t", "\\u007f", "a\\u0085", "\\u001b[0m"})
    void control_characters_are_400(String value) {
        send("{\"message\":\"m\",\"session_id\":\"" + value + "\"}").expect(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(ints = {127, 128, 129})
    void a_name_has_at_most_128_characters(int chars) {
        for (String name : List.of("n".repeat(chars), "\uD83D\uDE00".repeat(chars))) {
            alice.chat("m", name).expect(chars > 128 ? 400 : 200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test-session-1",
                " ",
                "null",
                "../../etc/passwd",
                "{5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11}",
                "urn:uuid:5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11",
                "5f0c6c1e9d3b4a528a0e3f6f5a9f2b11",
                "------------------------------------",
                "\uFF15f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11",
                "5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11 ",
                "e\u0301",
                "'; DROP TABLE sessions; --"
            })
    void anything_else_is_a_name_for_the_first_who_uses_it(String name) {
        Client.Reply first = alice.chat("m", name).expect(200);
        assertThat(first.at("/new_session").booleanValue()).isTrue();
        assertThat(UUID.fromString(first.session())).hasToString(first.session());
        assertThat(first.text()).doesNotContain("\"" + name + "\"");
        Client.Reply second = alice.chat("m", name).expect(200);
        assertThat(second.session()).isEqualTo(first.session());
        assertThat(second.at("/new_session").booleanValue()).isFalse();
        server.as("bob").chat("m", name).expect(403, "not_owner");
        server.as("bob")
                .keyed("k")
                .chat(Map.of("message", "m", "session_id", name))
                .expect(403, "not_owner");
        assertThat(alice.history(first.session()).seqs()).hasSize(4);
    }

    @Test
    void names_that_look_alike_are_different_names() {
        String composed = alice.chat("m", "caf\u00e9").session();
        assertThat(alice.chat("m", "cafe\u0301").session()).isNotEqualTo(composed);
        assertThat(alice.chat("m", "Caf\u00e9").session()).isNotEqualTo(composed);
        assertThat(alice.chat("m", "caf\u00e9 ").session()).isNotEqualTo(composed);
    }

    @Test
    void a_name_whose_session_is_gone_is_unused_again() {
        String first = alice.chat("m", "reused").session();
        alice.delete("/api/v1/sessions/" + first).expect(204);
        Client.Reply second = server.as("bob").chat("m", "reused").expect(200);
        assertThat(second.session()).isNotEqualTo(first);
        assertThat(second.at("/new_session").booleanValue()).isTrue();
        assertThat(second.at("/message/seq").intValue()).isEqualTo(1);
        alice.chat("m", "reused").expect(403, "not_owner");
    }

    @Test
    void without_client_names_a_name_is_403() {
        try (LiveServer strict = LiveServer.start("client-names", "off");
                SecurityLog log = SecurityLog.listening()) {
            Client bob = strict.as("bob");
            bob.chat("m", "a-name").expect(403, "not_owner");
            assertThat(log.attempts()).hasSize(1);
            String session = bob.chat("m").expect(200).session();
            bob.chat("m", session).expect(200);
            bob.post("/api/v1/chat/send", "{\"message\":\"m\",\"session_id\":\"" + "n".repeat(129) + "\"}")
                    .expect(400, "invalid_request");
            assertThat(bob.get("/api/v1/sessions").at("/data")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":null}",
                "{\"message\":\"\"}",
                "{\"message\":5}",
                "{\"message\":[\"m\"]}",
                "{\"message\":\"m\",\"metadata\":\"x\"}",
                "{\"message\":\"m\",\"metadata\":{\"a\":1}}",
                "{\"message\":\"m\",\"on_busy\":\"never\"}",
                "{\"message\":\"m\",\"on_busy\":\"WAIT\"}",
                "{\"message\":\"m\",\"on_busy\":1}",
                "{\"messages\":\"m\"}"
            })
    void what_is_no_message_is_400_and_opens_nothing(String json) {
        Client carol = server.as("carol");
        carol.post("/api/v1/chat/send", json).expect(400, "invalid_request");
        assertThat(carol.get("/api/v1/sessions").at("/data")).isEmpty();
    }

    @Test
    void unknown_fields_are_ignored_and_never_stored() {
        Client.Reply reply =
                send("{\"message\":\"m\",\"role\":\"system\",\"author\":\"canary\",\"canary\":{\"x\":[1]}}")
                        .expect(200);
        assertThat(reply.at("/message/role").textValue()).isEqualTo("user");
        assertThat(reply.text() + alice.history(reply.session()).text()).doesNotContain("canary");
    }

    @Test
    void who_likes_json_as_much_as_events_or_says_nothing_gets_json() {
        Client carol = server.as("carol-of-events");
        for (String accept : List.of(
                "*/*", "application/json", "text/html", "application/json, text/event-stream;q=0.5", "nonsense")) {
            Client.Reply reply = carol.with("Accept", accept).chat("m").expect(200);
            assertThat(reply.header("Content-Type")).as(accept).isEqualTo("application/json");
        }
    }

    @Test
    void a_chat_that_cannot_be_stored_opens_no_session_and_binds_no_name() {
        try (LiveServer small = LiveServer.start("max-messages", "1")) {
            Client bob = small.as("bob");
            bob.chat("m").expect(409, "limit_reached");
            bob.chat("m", "a-name").expect(409, "limit_reached");
            bob.keyed("k").chat("m").expect(409, "limit_reached");
            assertThat(bob.get("/api/v1/sessions").at("/data")).isEmpty();
            small.as("carol").chat("m", "a-name").expect(409, "limit_reached");
        }
    }

    @Test
    void the_user_in_the_body_is_enough_and_may_not_contradict() {
        Client.Reply reply = server.nobody()
                .post("/api/v1/chat/send", "{\"message\":\"m\",\"user_id\":\"dora\"}")
                .expect(200);
        assertThat(reply.at("/message/author").textValue()).isEqualTo("dora");
        Map<String, String> body = new HashMap<>(Map.of("message", "m", "user_id", "dora"));
        server.as("dora").chat(body).expect(200);
        server.as("erin").chat(body).expect(400, "ambiguous_user");
        server.nobody().with("Authorization", "Bearer dora").chat(body).expect(200);
    }
}
