package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A turn shown while it goes, and ended early. */
class ChatStreamTest {

    private final PieceResponder responder = new PieceResponder();
    private final LiveServer server = LiveServer.answeredBy(responder, "queue-wait", "100ms");
    private final Client alice = server.as("alice");

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> names(List<EventStream.Event> events) {
        return events.stream().map(EventStream.Event::name).toList();
    }

    private void answer(String... pieces) {
        for (String piece : pieces) {
            responder.say(piece);
        }
        responder.end();
    }

    @Test
    void the_message_comes_first_then_the_pieces_and_then_the_reply_as_it_is_stored() {
        try (EventStream stream = EventStream.chat(server, "alice", Map.of("message", "Hello"))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
            EventStream.Event began = stream.next();
            assertThat(began.name()).isEqualTo("session");
            assertThat(began.json().path("new_session").asBoolean()).isTrue();
            String session = began.json().path("session_id").asText();
            assertThat(began.json().path("message"))
                    .isEqualTo(alice.history(session).at("/data/0"));
            responder.say("Hel");
            assertThat(stream.next().content()).isEqualTo("Hel");
            answer("lo ", "\u00e9\uD83D\uDE00");
            List<EventStream.Event> rest = stream.rest();
            assertThat(names(rest)).containsExactly("delta", "delta", "message");
            assertThat(rest.get(0).content() + rest.get(1).content()).isEqualTo("lo \u00e9\uD83D\uDE00");
            assertThat(rest.get(2).id()).isEqualTo("2");
            assertThat(rest.get(2).json()).isEqualTo(alice.history(session).at("/data/1"));
            assertThat(rest.get(2).content()).isEqualTo("Hello \u00e9\uD83D\uDE00");
        }
    }

    @Test
    void R6_a_turn_that_was_shown_is_replayed_as_a_stream_and_as_json() {
        answer("yes");
        Map<String, String> body = Map.of("message", "m");
        String session;
        try (EventStream first = EventStream.keyedChat(server, "alice", "k", body)) {
            assertThat(names(first.rest())).containsExactly("session", "delta", "message");
        }
        try (EventStream again = EventStream.keyedChat(server, "alice", "k", body)) {
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            List<EventStream.Event> events = again.rest();
            assertThat(names(events)).containsExactly("session", "message");
            assertThat(events.get(0).json().path("new_session").asBoolean()).isTrue();
            session = events.get(0).json().path("session_id").asText();
        }
        Client.Reply json = alice.keyed("k").chat(body).expect(200);
        assertThat(json.replayed()).isTrue();
        assertThat(json.session()).isEqualTo(session);
        assertThat(alice.history(session).contents()).containsExactly("m", "yes");
    }

    @Test
    void what_is_refused_before_the_message_is_stored_is_answered_as_always() {
        String session = alice.open();
        for (Map.Entry<Integer, Map<String, String>> wrong : Map.of(
                        403, Map.of("message", "m", "session_id", session),
                        400, Map.of("message", ""))
                .entrySet()) {
            try (EventStream stream = EventStream.chat(server, "mallory", wrong.getValue())) {
                assertThat(stream.status()).isEqualTo(wrong.getKey());
                assertThat(stream.header("Content-Type")).isEqualTo("application/problem+json");
            }
        }
        assertThat(server.as("mallory").get("/api/v1/sessions").at("/data")).isEmpty();
    }

    @Test
    void what_fails_after_the_message_is_stored_is_an_error_event() {
        try (EventStream stream = EventStream.chat(server, "alice", Map.of("message", "m"))) {
            responder.say("half");
            responder.fail();
            List<EventStream.Event> events = stream.opened().rest();
            assertThat(names(events)).containsExactly("session", "delta", "error");
            var problem = events.get(2).json();
            assertThat(problem.path("status").asInt()).isEqualTo(502);
            assertThat(problem.path("code").asText()).isEqualTo("responder_failed");
            assertThat(problem.path("request_id").asText()).isEqualTo(stream.header("X-Request-Id"));
            assertThat(alice.history(problem.path("session_id").asText()).contents())
                    .containsExactly("m");
        }
    }

    @Test
    @Timeout(20)
    void a_client_that_is_killed_in_the_middle_of_a_reply_finds_it_stored_whole() throws Exception {
        String session = alice.open();
        String json = Client.json(Map.of("message", "m", "session_id", session));
        try (Wire wire = new Wire(server.port())) {
            var unused = wire.send("POST /api/v1/chat/send HTTP/1.1\r\nHost: localhost\r\nX-User-Id: alice\r\n"
                    + "Accept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                    + "\r\n\r\n" + json);
            responder.say("first ");
            assertThat(wire.readHead()).startsWith("HTTP/1.1 200");
            wire.reset();
        }
        for (int i = 0; i < 200; i++) {
            responder.say("piece ");
        }
        responder.end();
        String whole = "first " + "piece ".repeat(200);
        while (alice.history(session).contents().size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(alice.history(session).contents()).containsExactly("m", whole);
    }

    @Test
    void a_reply_that_is_stopped_is_kept_as_far_as_it_came() {
        String session = alice.open();
        try (EventStream stream = EventStream.chat(server, "alice", Map.of("message", "m", "session_id", session))) {
            responder.say("as far as ");
            assertThat(stream.next().name()).isEqualTo("session");
            assertThat(stream.next().name()).isEqualTo("delta");
            Client.Reply stopped =
                    alice.post("/api/v1/sessions/" + session + "/turn/stop").expect(200);
            assertThat(stopped.at("/stopping").asBoolean()).isTrue();
            List<EventStream.Event> rest = stream.rest();
            assertThat(names(rest)).containsExactly("message");
            assertThat(rest.get(0).content()).isEqualTo("as far as ");
            assertThat(rest.get(0).json().at("/metadata/finish_reason").asText())
                    .isEqualTo("stopped");
        }
        Client.Reply again =
                alice.post("/api/v1/sessions/" + session + "/turn/stop").expect(200);
        assertThat(again.at("/stopping").asBoolean()).isFalse();
        assertThat(alice.history(session).contents()).containsExactly("m", "as far as ");
    }

    @Test
    void a_reply_that_is_stopped_before_it_began_is_empty_and_the_next_turn_goes_on() {
        String session = alice.open();
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("m", session));
            responder.awaitEntered();
            alice.post("/api/v1/sessions/" + session + "/turn/stop", "{\"user_id\":\"alice\"}")
                    .expect(200);
            Client.Reply reply = AtOnce.one(first.get(0)).expect(200);
            assertThat(reply.at("/reply/content").asText()).isEmpty();
            assertThat(reply.at("/reply/metadata/finish_reason").asText()).isEqualTo("stopped");
        }
        answer("yes");
        alice.chat("again", session).expect(200);
        assertThat(alice.history(session).contents()).containsExactly("m", "", "again", "yes");
    }

    @Test
    void whoever_may_append_may_stop_and_whoever_reads_may_not() {
        String session = alice.open();
        String stop = "/api/v1/sessions/" + session + "/turn/stop";
        String grants = "/api/v1/sessions/" + session + "/grants";
        alice.put(grants, "{\"user\":\"bob\",\"access\":\"append\"}").expect(200);
        alice.put(grants, "{\"user\":\"rita\",\"access\":\"read\"}").expect(200);
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("m", session));
            responder.awaitEntered();
            server.as("rita").post(stop).expect(403, "not_owner");
            server.as("mallory").post(stop).expect(403, "not_owner");
            assertThat(first.get(0).isDone()).isFalse();
            server.as("bob").post(stop).expect(200);
            AtOnce.one(first.get(0)).expect(200);
        }
    }

    @Test
    void a_turn_that_is_taken_over_ends_at_once_and_its_reply_never_lands() {
        String session = alice.open();
        try (EventStream older = EventStream.chat(server, "alice", Map.of("message", "old", "session_id", session))) {
            responder.say("late");
            assertThat(older.next().name()).isEqualTo("session");
            assertThat(older.next().name()).isEqualTo("delta");
            try (EventStream newer = EventStream.chat(
                    server, "alice", Map.of("message", "new", "session_id", session, "on_busy", "supersede"))) {
                List<EventStream.Event> rest = older.rest();
                assertThat(names(rest)).containsExactly("error");
                assertThat(rest.get(0).json().path("code").asText()).isEqualTo("turn_in_progress");
                answer("yes");
                assertThat(names(newer.rest())).containsExactly("session", "delta", "message");
            }
        }
        assertThat(alice.history(session).contents()).containsExactly("old", "new", "yes");
    }
}
