package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.chat.Responder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R6 on the wire: a retry with its key meets the first answer. */
class IdempotencyTest {

    private static final String SESSIONS = "/api/v1/sessions";

    private final StepClock clock = new StepClock();
    private LiveServer server;
    private Client alice;

    @BeforeEach
    void start() {
        server = LiveServer.at(clock, "max-messages", "4");
        alice = server.as("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void assertReplay(Client.Reply replay, Client.Reply first) {
        replay.expect(200);
        assertThat(replay.replayed()).isTrue();
        assertThat(first.replayed()).isFalse();
        assertThat(replay.text()).isEqualTo(first.text());
    }

    @Test
    void a_batch_is_appended_once() {
        String session = alice.open();
        Client.Reply first = alice.keyed("k").append(session, "one", "two").expect(201);
        alice.append(session, "three").expect(201);
        clock.step(Duration.ofMinutes(1));
        assertReplay(alice.keyed("k").append(session, "one", "two"), first);
        assertThat(alice.history(session).contents()).containsExactly("one", "two", "three");
    }

    @Test
    void bare_and_quoted_are_the_same_key() {
        String session = alice.open();
        Client.Reply first = alice.keyed("a-key").append(session, "one").expect(201);
        assertReplay(alice.keyed("\"a-key\"").append(session, "one"), first);
        alice.keyed("A-key").append(session, "one").expect(201);
    }

    @Test
    void other_content_under_a_used_key_is_422_and_changes_nothing() {
        String session = alice.open();
        Client keyed = alice.keyed("k");
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"metadata\":{\"a\":\"1\"}}],\"expected_last_seq\":0}";
        Client.Reply first = keyed.post(Client.messages(session), body).expect(201);
        for (String other : List.of(
                body.replace("\"x\"", "\"y\""),
                body.replace("user", "tool"),
                body.replace("\"1\"", "\"2\""),
                body.replace("\"a\"", "\"b\""),
                body.replace(",\"metadata\":{\"a\":\"1\"}", ""),
                body.replace("\"expected_last_seq\":0", "\"expected_last_seq\":1"),
                body.replace(",\"expected_last_seq\":0", ""),
                Client.batch("x", "x"))) {
            keyed.post(Client.messages(session), other).expect(422, "key_reused");
        }
        assertReplay(keyed.post(Client.messages(session), body), first);
        assertReplay(keyed.post(Client.messages(session), body.replace("{\"mess", "{\"ignored\":1,\"mess")), first);
        assertThat(alice.history(session).contents()).containsExactly("x");
    }

    @Test
    void a_replay_is_answered_when_the_session_is_full_and_has_moved_on() {
        String session = alice.open();
        String body = Client.batch("1", "2").replace("]}", "],\"expected_last_seq\":0}");
        Client.Reply first =
                alice.keyed("k").post(Client.messages(session), body).expect(201);
        alice.append(session, "3", "4").expect(201);
        alice.append(session, "5").expect(409, "limit_reached");
        assertReplay(alice.keyed("k").post(Client.messages(session), body), first);
    }

    @Test
    void a_key_belongs_to_one_author_one_session_and_one_operation() {
        String one = alice.open();
        String two = alice.open();
        alice.keyed("k").append(one, "x").expect(201);
        alice.keyed("k").append(two, "y").expect(201);
        alice.keyed("k").chat(Map.of("message", "z", "session_id", two)).expect(200);
        Client.Reply hers = alice.keyed("k").post(SESSIONS, "{}").expect(201);
        Client.Reply his = server.as("bob").keyed("k").post(SESSIONS, "{}").expect(201);
        assertThat(his.session()).isNotEqualTo(hers.session());
        Client.Reply upload = alice.keyed("k").upload(new Form().file("a", "x")).expect(201);
        assertThat(upload.session()).isNotEqualTo(hers.session());
        Client.Reply chat = alice.keyed("k").chat("fresh").expect(200);
        assertThat(chat.replayed()).isFalse();
        assertThat(chat.session()).isNotIn(one, two, hers.session(), upload.session());
        assertThat(server.as("bob").keyed("k").chat("other").expect(200).replayed())
                .isFalse();
    }

    @Test
    void a_session_is_opened_once() {
        Client.Reply first = alice.keyed("k")
                .post(SESSIONS, "{\"metadata\":{\"a\":\"1\",\"b\":\"2\"}}")
                .expect(201);
        Client.Reply again = alice.keyed("k").post(SESSIONS, "{\"metadata\":{\"b\":\"2\",\"a\":\"1\"},\"x\":1}");
        assertReplay(again, first);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        alice.keyed("k").post(SESSIONS, "{\"metadata\":{\"a\":\"1\"}}").expect(422, "key_reused");
        alice.keyed("k").post(SESSIONS).expect(422, "key_reused");
        assertThat(alice.get(SESSIONS).at("/data")).hasSize(1);
    }

    @Test
    void a_key_of_an_opening_lives_a_day() {
        Client.Reply first = alice.keyed("k").post(SESSIONS).expect(201);
        clock.step(Duration.ofHours(12));
        alice.append(first.session(), "keeps it alive").expect(201);
        clock.step(Duration.ofHours(12).minusMillis(1));
        assertThat(alice.keyed("k").post(SESSIONS).expect(200).session()).isEqualTo(first.session());
        clock.step(Duration.ofMillis(1));
        assertThat(alice.keyed("k").post(SESSIONS).expect(201).session()).isNotEqualTo(first.session());
    }

    @Test
    void an_upload_is_stored_once() {
        Form form = new Form().file("a.txt", "A").file("b.txt", "B");
        Client.Reply first = alice.keyed("k").upload(form).expect(201);
        assertReplay(alice.keyed("k").upload(form), first);
        for (Form other : List.of(
                new Form().file("a.txt", "A").file("b.txt", "b"),
                new Form().file("b.txt", "B").file("a.txt", "A"),
                new Form().file("a.txt", "A"),
                new Form().file("a.txt", "A").file("c.txt", "B"))) {
            alice.keyed("k").upload(other).expect(422, "key_reused");
        }
        assertThat(alice.get(SESSIONS).at("/data")).hasSize(1);
    }

    @Test
    void a_chat_is_answered_once_whichever_way_its_session_is_named() {
        Client keyed = alice.keyed("k");
        String session = alice.open();
        for (Map<String, String> body : List.of(
                Map.of("message", "fresh"),
                Map.of("message", "named", "session_id", "my-name"),
                Map.of("message", "by id", "session_id", session))) {
            Client.Reply first = keyed.chat(body).expect(200);
            assertReplay(keyed.chat(body), first);
            assertReplay(keyed.chat(body), first);
            assertThat(alice.history(first.session()).contents()).hasSize(2);
        }
    }

    @Test
    void other_content_of_a_chat_is_422() {
        Map<String, Object> body =
                Map.of("message", "m", "session_id", "n", "metadata", Map.of("a", "1"), "on_busy", "reject");
        Client keyed = alice.keyed("k");
        Client.Reply first = keyed.chat(body).expect(200);
        for (Map.Entry<String, Object> other : Map.<String, Object>of(
                        "message", "other", "metadata", Map.of("a", "2"), "on_busy", "supersede")
                .entrySet()) {
            Map<String, Object> changed = new HashMap<>(body);
            changed.put(other.getKey(), other.getValue());
            keyed.chat(changed).expect(422, "key_reused");
        }
        Map<String, Object> without = new HashMap<>(body);
        without.remove("on_busy");
        keyed.chat(without).expect(422, "key_reused");
        assertReplay(keyed.chat(body), first);
        Client.Reply fresh = keyed.chat("m").expect(200);
        keyed.chat("other").expect(422, "key_reused");
        assertThat(alice.history(fresh.session()).contents()).hasSize(2);
    }

    @Test
    void a_chat_is_replayed_into_a_full_session() {
        Client.Reply first = alice.keyed("k").chat("m").expect(200);
        alice.append(first.session(), "3", "4").expect(201);
        alice.chat("m", first.session()).expect(409, "limit_reached");
        assertReplay(alice.keyed("k").chat("m"), first);
    }

    @Test
    void a_key_is_recorded_with_a_success_only() {
        String session = alice.open();
        Client keyed = alice.keyed("k");
        keyed.post(Client.messages(session), Client.batch("x").replace("]}", "],\"expected_last_seq\":7}"))
                .expect(409, "conflict");
        keyed.append(session, "1", "2", "3", "4", "5").expect(409, "limit_reached");
        keyed.append(session, "x".repeat((64 << 10) + 1)).expect(413, "too_large");
        keyed.post(Client.messages(session), "{}").expect(400, "invalid_request");
        server.as("bob").keyed("k").append(session, "his").expect(403, "not_owner");
        keyed.append(session, "y").expect(201);
        keyed.post(SESSIONS, "{\"metadata\":5}").expect(400, "invalid_request");
        keyed.post(SESSIONS).expect(201);
        keyed.chat("x".repeat((64 << 10) + 1)).expect(413, "too_large");
        keyed.chat("small").expect(200);
        keyed.upload(new Form().field("only", "a field")).expect(400, "invalid_request");
        keyed.upload(new Form().file("a", "x")).expect(201);
    }

    @Test
    void a_replay_is_refused_to_whoever_lost_the_session() {
        String session = alice.open();
        alice.keyed("k").append(session, "x").expect(201);
        alice.delete(SESSIONS + "/" + session).expect(204);
        alice.keyed("k").append(session, "x").expect(403, "not_owner");
    }

    @Test
    void a_turn_of_which_only_the_message_was_kept_is_resumed() {
        AtomicInteger asked = new AtomicInteger();
        Responder unreliable = new BlockingResponder() {
            @Override
            String answer(String message) {
                if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("canary");
                }
                return "at last";
            }
        };
        try (LiveServer failing = LiveServer.answeredBy(unreliable)) {
            Client keyed = failing.as("alice").keyed("k");
            Client.Reply failed = keyed.chat("m").expect(502, "responder_failed");
            assertThat(failed.text()).doesNotContain("canary");
            String session = failed.session();
            assertThat(failing.as("alice").history(session).contents()).containsExactly("m");
            failing.as("alice").append(session, "in between").expect(201);
            keyed.chat("other").expect(422, "key_reused");
            Client.Reply resumed = keyed.chat("m").expect(200);
            assertThat(resumed.session()).isEqualTo(session);
            assertThat(resumed.at("/message/seq").intValue()).isEqualTo(1);
            assertThat(resumed.at("/reply/seq").intValue()).isEqualTo(3);
            assertThat(keyed.chat("m").expect(200).at("/reply/content").textValue())
                    .isEqualTo("at last");
            assertThat(asked).hasValue(2);
            assertThat(failing.as("alice").history(session).contents()).containsExactly("m", "in between", "at last");
        }
    }
}
