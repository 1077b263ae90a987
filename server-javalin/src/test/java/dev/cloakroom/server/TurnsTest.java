package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R15 on the wire: one turn at a time, and bounded waiting. The responder answers when it is told to. */
class TurnsTest {

    private final BlockingResponder responder = new BlockingResponder();
    private LiveServer server = LiveServer.answeredBy(responder, "queue-wait", "20s");

    private void restart(String... flags) {
        server.close();
        server = LiveServer.answeredBy(responder, flags);
    }

    @AfterEach
    void stop() {
        responder.release.countDown();
        server.close();
    }

    private static Map<String, String> body(String message, String session, String onBusy) {
        return Map.of("message", message, "session_id", session, "on_busy", onBusy);
    }

    private static List<Integer> statuses(List<Client.Reply> replies) {
        return replies.stream().map(Client.Reply::status).sorted().toList();
    }

    @Test
    void sixteen_messages_at_once_are_answered_one_after_the_other() {
        restart("queue-wait", "20s", "max-turn-waiters", "16");
        Client alice = server.as("alice");
        String session = alice.open();
        List<Client.Reply> replies = AtOnce.run(16, i -> alice.chat("m" + i, session));
        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(responder.mostRunning).hasValue(1);
        Client.Reply history = alice.history(session);
        List<String> contents = history.contents();
        assertThat(contents).hasSize(32);
        for (int i = 0; i < 32; i += 2) {
            assertThat(contents.get(i + 1)).isEqualTo("re: " + contents.get(i));
        }
        assertThat(contents).doesNotHaveDuplicates();
    }

    @Test
    void on_each_instance_four_wait_and_the_fifth_is_refused() {
        int waiters = 4 * server.instances();
        Client alice = server.as("alice");
        String session = alice.open();
        try (AtOnce one = new AtOnce(1);
                AtOnce fifteen = new AtOnce(15)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", session));
            responder.awaitEntered(1);
            List<Future<Client.Reply>> others = fifteen.begin(i -> {
                Client.Reply reply = alice.chat("m" + i, session);
                if (reply.status() == 409) {
                    responder.entered.release(); // counted here together with the answers
                }
                return reply;
            });
            responder.awaitEntered(15 - waiters);
            responder.release.countDown();
            assertThat(AtOnce.one(first.get(0)).status()).isEqualTo(200);
            List<Client.Reply> replies = AtOnce.all(others);
            assertThat(statuses(replies)).containsOnly(200, 409);
            assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(waiters);
            assertThat(replies)
                    .filteredOn(reply -> reply.status() == 409)
                    .allSatisfy(reply -> reply.expect(409, "turn_in_progress"));
        }
        assertThat(alice.history(session).seqs()).hasSize(2 + 2 * waiters);
    }

    @Test
    void who_rejects_is_told_at_once() {
        Client alice = server.as("alice");
        String session = alice.open();
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", session));
            responder.awaitEntered(1);
            List<Client.Reply> others = AtOnce.run(15, i -> alice.chat(body("m", session, "reject")));
            assertThat(others).allSatisfy(reply -> reply.expect(409, "turn_in_progress"));
            responder.release.countDown();
            AtOnce.one(first.get(0)).expect(200);
        }
        assertThat(alice.history(session).contents()).containsExactly("wait", "re: wait");
        alice.chat(body("m", session, "reject")).expect(200);
    }

    @Test
    void who_supersedes_wins_and_the_late_reply_is_refused() {
        Client alice = server.as("alice");
        String session = alice.open();
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", session));
            responder.awaitEntered(1);
            alice.chat(body("newer", session, "supersede")).expect(200);
            responder.release.countDown();
            AtOnce.one(first.get(0)).expect(409, "turn_in_progress");
        }
        assertThat(alice.history(session).contents()).containsExactly("wait", "newer", "re: newer");
    }

    @Test
    void of_sixteen_that_supersede_each_reply_follows_its_message_or_is_missing() {
        Client alice = server.as("alice");
        String session = alice.open();
        List<Client.Reply> replies = AtOnce.run(16, i -> alice.chat(body("m" + i, session, "supersede")));
        assertThat(statuses(replies)).isSubsetOf(200, 409).contains(200);
        List<String> contents = alice.history(session).contents();
        long answered =
                contents.stream().filter(content -> content.startsWith("re: ")).count();
        assertThat(answered)
                .isEqualTo(
                        replies.stream().filter(reply -> reply.status() == 200).count());
        assertThat(contents).doesNotHaveDuplicates();
        for (Client.Reply reply : replies) {
            if (reply.status() == 200) {
                assertThat(reply.at("/reply/seq").longValue())
                        .isGreaterThan(reply.at("/message/seq").longValue());
            }
        }
    }

    @Test
    void a_wait_that_is_too_long_ends_with_409() {
        restart("queue-wait", "100ms");
        Client alice = server.as("alice");
        String session = alice.open();
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", session));
            responder.awaitEntered(1);
            alice.chat("m", session).expect(409, "turn_in_progress");
            responder.release.countDown();
            AtOnce.one(first.get(0)).expect(200);
        }
        assertThat(alice.history(session).seqs()).hasSize(2);
    }

    @Test
    void access_is_decided_before_anyone_waits() {
        Client alice = server.as("alice");
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", "a-name"));
            responder.awaitEntered(1);
            String session =
                    alice.get("/api/v1/sessions").at("/data/0/session_id").textValue();
            server.as("bob").chat("m", session).expect(403, "not_owner");
            server.as("bob").chat("m", "a-name").expect(403, "not_owner");
            assertThat(first.get(0).isDone()).isFalse();
            responder.release.countDown();
            AtOnce.one(first.get(0)).expect(200);
        }
    }

    @Test
    void a_batch_is_appended_during_a_turn() {
        Client alice = server.as("alice");
        String session = alice.open();
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", session));
            responder.awaitEntered(1);
            alice.append(session, "in between").expect(201);
            alice.patch("/api/v1/sessions/" + session, "{\"metadata\":{\"k\":\"v\"}}")
                    .expect(200);
            responder.release.countDown();
            AtOnce.one(first.get(0)).expect(200);
        }
        assertThat(alice.history(session).contents()).containsExactly("wait", "in between", "re: wait");
    }

    @Test
    void a_session_that_ends_during_a_turn_gets_no_reply() {
        Client alice = server.as("alice");
        String session = alice.open();
        try (AtOnce one = new AtOnce(1)) {
            List<Future<Client.Reply>> first = one.begin(i -> alice.chat("wait", session));
            responder.awaitEntered(1);
            alice.delete("/api/v1/sessions/" + session).expect(204);
            responder.release.countDown();
            AtOnce.one(first.get(0)).expect(403, "not_owner");
        }
        alice.get("/api/v1/sessions/" + session).expect(403, "not_owner");
        assertThat(alice.get("/api/v1/sessions").at("/data")).isEmpty();
    }

    @Test
    void a_key_that_is_running_is_409_at_once_with_a_hint_when_to_come_back() {
        for (Map<String, String> body : List.of(
                Map.of("message", "wait fresh"),
                Map.of("message", "wait named", "session_id", "a-name"),
                body("wait by id", "his own", "wait"),
                body("wait by id", "his own", "reject"),
                body("wait by id", "his own", "supersede"))) {
            BlockingResponder blocking = new BlockingResponder();
            try (AtOnce one = new AtOnce(1);
                    LiveServer own = LiveServer.answeredBy(blocking, "queue-wait", "50s")) { // longer than it blocks
                Client bob = own.as("bob");
                Map<String, String> his = new HashMap<>(body);
                var unused = his.computeIfPresent("session_id", (k, id) -> id.equals("his own") ? bob.open() : id);
                List<Future<Client.Reply>> first = one.begin(i -> bob.keyed("k").chat(his));
                blocking.awaitEntered(1);
                for (int i = 0; i < own.instances(); i++) {
                    Client.Reply running = bob.keyed("k").chat(his).expect(409, "key_in_flight");
                    assertThat(running.header("Retry-After")).isEqualTo("1");
                }
                blocking.release.countDown();
                Client.Reply answer = AtOnce.one(first.get(0)).expect(200);
                assertThat(bob.keyed("k").chat(his).expect(200).text()).isEqualTo(answer.text());
                assertThat(own.as("bob").history(answer.session()).seqs()).hasSize(2);
            }
        }
    }

    @Test
    void so_many_turns_run_at_once_on_each_instance_and_the_next_is_503_and_opens_nothing() {
        restart("max-concurrency", "4", "queue-wait", "100ms");
        int most = 4 * server.instances();
        try (AtOnce all = new AtOnce(most)) {
            List<Future<Client.Reply>> running =
                    all.begin(i -> server.as("user-" + i).chat("wait"));
            responder.awaitEntered(most);
            Client fifth = server.as("fifth");
            String own = fifth.open();
            Client.Reply refused = fifth.chat("m", own).expect(503, "overloaded");
            assertThat(refused.header("Retry-After")).matches("[0-9]+");
            assertThat(fifth.history(own).contents()).isEmpty();
            fifth.chat("m").expect(503, "overloaded");
            fifth.chat("m", "a-name").expect(503, "overloaded");
            fifth.keyed("k").chat("m").expect(503, "overloaded");
            assertThat(fifth.get("/api/v1/sessions").at("/data")).hasSize(1);
            fifth.append(own, "no turn, no slot").expect(201);
            responder.release.countDown();
            assertThat(AtOnce.all(running)).allSatisfy(reply -> reply.expect(200));
            fifth.keyed("k").chat("m").expect(200);
        }
        assertThat(responder.mostRunning).hasValue(most);
    }

    @Test
    void hundreds_who_wait_keep_nobody_else_from_being_answered() {
        restart("max-concurrency", "4", "queue-wait", "60s");
        try (AtOnce many = new AtOnce(400)) {
            List<Future<Client.Reply>> running =
                    many.begin(i -> server.as("user-" + i).chat("wait"));
            responder.awaitEntered(4);
            for (int i = 0; i < 20; i++) {
                server.nobody().get("/livez").expect(200);
                server.as("somebody").get("/api/v1/sessions").expect(200);
            }
            assertThat(running).filteredOn(Future::isDone).isEmpty();
            responder.release.countDown();
            assertThat(AtOnce.all(running)).allSatisfy(reply -> reply.expect(200));
        }
    }

    @Test
    void a_name_whose_first_chat_finds_no_room_is_refused_to_nobody() {
        restart("max-concurrency", "1", "queue-wait", "200ms");
        int most = server.instances();
        try (AtOnce all = new AtOnce(most);
                SecurityLog log = SecurityLog.listening()) {
            List<Future<Client.Reply>> running =
                    all.begin(i -> server.as("busy-" + i).chat("wait"));
            responder.awaitEntered(most);
            Client alice = server.as("alice");
            List<Client.Reply> refused = AtOnce.run(4, i -> alice.chat("m" + i, "a-name"));
            assertThat(statuses(refused)).isSubsetOf(409, 503);
            assertThat(log.attempts()).isEmpty();
            responder.release.countDown();
            assertThat(AtOnce.all(running)).allSatisfy(reply -> reply.expect(200));
            assertThat(alice.chat("m", "a-name").expect(200).at("/message/seq").intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void one_user_has_at_most_a_quarter_of_the_turns_of_each_instance() {
        restart("max-concurrency", "8", "queue-wait", "100ms");
        int most = 2 * server.instances();
        Client greedy = server.as("greedy");
        try (AtOnce all = new AtOnce(most)) {
            List<Future<Client.Reply>> running = all.begin(i -> greedy.chat("wait"));
            responder.awaitEntered(most);
            for (int i = 0; i < server.instances(); i++) {
                greedy.chat("m").expect(503, "overloaded");
                server.as("modest").chat("m").expect(200);
            }
            responder.release.countDown();
            assertThat(AtOnce.all(running)).allSatisfy(reply -> reply.expect(200));
            greedy.chat("m").expect(200);
        }
    }

    @Test
    void who_waits_for_a_turn_holds_no_slot() {
        restart("max-concurrency", "8", "queue-wait", "20s");
        Client alice = server.as("alice");
        String busy = alice.open();
        try (AtOnce four = new AtOnce(4)) {
            List<Future<Client.Reply>> waiting = four.begin(i -> alice.chat("wait", busy));
            responder.awaitEntered(1);
            alice.chat("m").expect(200); // the second and last of her slots
            responder.release.countDown();
            assertThat(AtOnce.all(waiting)).allSatisfy(reply -> reply.expect(200));
        }
    }

    @Test
    void a_client_that_goes_away_does_not_stop_the_turn() throws Exception {
        Client alice = server.as("alice");
        String session = alice.open();
        String json = Client.json(Map.of("message", "wait", "session_id", session));
        try (Wire wire = new Wire(server.port())) {
            var unused = wire.send("POST /api/v1/chat/send HTTP/1.1\r\nHost: localhost\r\nX-User-Id: alice\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
            responder.awaitEntered(1);
        }
        responder.release.countDown();
        alice.chat("next", session).expect(200);
        assertThat(alice.history(session).contents()).containsExactly("wait", "re: wait", "next", "re: next");
    }
}
