package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Following a session over HTTP. */
class TailTest {

    private final StepClock clock = new StepClock();
    private final LiveServer server = LiveServer.beating(
            Duration.ofMillis(200), clock, "max-session-followers", "3", "max-followers", "5", "drain-timeout", "5s");
    private final Client alice = server.as("alice");
    private final String session = alice.open();
    private final String events = "/api/v1/sessions/" + session + "/events";

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_follower_sees_what_comes_from_now_on_in_order_and_as_reading_shows_it() {
        alice.append(session, "before").expect(201);
        try (EventStream stream = EventStream.follow(server, "alice", session)) {
            assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
            alice.append(session, "a", "b").expect(201);
            alice.chat("c", session).expect(200);
            List<EventStream.Event> seen = List.of(stream.next(), stream.next(), stream.next(), stream.next());
            assertThat(seen).extracting(EventStream.Event::id).containsExactly("2", "3", "4", "5");
            assertThat(seen).extracting(EventStream.Event::name).containsOnly("message");
            Client.Reply read = alice.get(Client.messages(session) + "?after=1").expect(200);
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.get(i).json()).isEqualTo(read.at("/data/" + i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', '', 0", "?after=0, '', 3", "?after=1, '', 2", "?after=3, '', 0", "?after=3, 1, 2", "'', 0, 3"})
    void a_follower_may_begin_at_a_place_and_where_it_left_off_counts_most(String query, String lastId, int missed) {
        alice.append(session, "1", "2", "3").expect(201);
        try (EventStream stream =
                EventStream.follow(server, "alice", session, query, lastId).opened()) {
            alice.append(session, "4").expect(201);
            List<Long> expected = new ArrayList<>();
            for (long seq = 4L - missed; seq <= 4; seq++) {
                expected.add(seq);
            }
            assertThat(stream.seqs(missed + 1)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/event-stream;charset=utf-8", "Text/Event-Stream", "text/html, text/event-stream;q=0.1"})
    void the_accept_header_may_say_more(String accept) throws Exception {
        try (Wire wire = new Wire(server.port())) {
            var unused = wire.send("GET " + events + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: alice\r\nAccept: "
                    + accept + "\r\n\r\n");
            assertThat(new Wire.Reply(wire.readHead(), "").status()).isEqualTo(200);
        }
    }

    @Test
    void a_place_beyond_the_history_is_an_invalid_cursor_and_leaves_no_follower() {
        alice.append(session, "1").expect(201);
        Client following = alice.with("Accept", "text/event-stream");
        for (int i = 0; i < 4; i++) {
            following.get(events + "?after=2").expect(400, "invalid_cursor");
            following.with("Last-Event-ID", "2").get(events).expect(400, "invalid_cursor");
        }
        for (String wrong : List.of("x", "-1", "1.0", "0x1", "9".repeat(19), " 1 x")) {
            following.with("Last-Event-ID", wrong).get(events).expect(400, "invalid_cursor");
        }
        following.get(events + "?after=-1").expect(400, "invalid_request");
        following.get(events + "?after=1&after=1").expect(400, "invalid_request");
        EventStream.follow(server, "alice", session).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "application/json", "text/*", "text/html, */*;q=0.1"})
    void without_the_accept_header_it_is_406_and_for_a_stranger_too(String accept) {
        for (String user : List.of("alice", "mallory")) {
            Client client = server.as(user);
            (accept.isEmpty() ? client : client.with("Accept", accept))
                    .get(events)
                    .expect(406, "not_acceptable");
        }
    }

    @Test
    void head_shows_the_head_and_follows_nothing() {
        Client following = alice.with("Accept", "text/event-stream");
        for (int i = 0; i < 10; i++) {
            Client.Reply head = following.head(events).expect(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.bytes()).isEmpty();
        }
        server.as("mallory").with("Accept", "text/event-stream").head(events).expect(403);
    }

    @Test
    void a_comment_comes_at_every_beat() {
        try (EventStream stream = EventStream.follow(server, "alice", session)) {
            assertThat(stream.nextOfAny()).isEqualTo(EventStream.COMMENT);
            assertThat(stream.nextOfAny()).isEqualTo(EventStream.COMMENT);
        }
    }

    @Test
    void R11_followers_are_bounded_by_session_and_in_all_and_give_their_places_back() {
        server.pinned(); // each instance bounds the connections that it holds itself
        String other = alice.open();
        Client following = alice.with("Accept", "text/event-stream");
        EventStream first = EventStream.follow(server, "alice", session);
        try (EventStream second = EventStream.follow(server, "alice", session);
                EventStream third = EventStream.follow(server, "alice", session);
                EventStream fourth = EventStream.follow(server, "alice", other)) {
            Client.Reply refused = following.get(events).expect(429, "rate_limited");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            try (EventStream fifth = EventStream.follow(server, "alice", other)) {
                following.get("/api/v1/sessions/" + other + "/events").expect(429, "rate_limited");
                assertThat(List.of(second, third, fourth, fifth)).allMatch(EventStream::isQuiet);
            }
            first.close();
            EventStream again = null;
            for (int attempt = 0; again == null && attempt < 100; attempt++) {
                EventStream tried = EventStream.follow(server, "alice", session, "", "");
                again = tried.status() == 200 ? tried : null;
                assertThat(third.nextOfAny()).isEqualTo(EventStream.COMMENT); // a beat goes by
            }
            assertThat(again)
                    .as("a place is given back when a beat meets nobody")
                    .isNotNull();
            again.close();
        }
    }

    @Test
    void R8_after_a_revoke_nothing_but_closed_comes_and_that_is_no_attempt() {
        alice.put("/api/v1/sessions/" + session + "/grants", "{\"user\":\"bob\",\"access\":\"read\"}")
                .expect(200);
        try (EventStream bobs = EventStream.follow(server, "bob", session);
                EventStream mine = EventStream.follow(server, "alice", session);
                SecurityLog log = SecurityLog.listening()) {
            alice.append(session, "seen").expect(201);
            assertThat(bobs.seqs(1)).containsExactly(1L);
            long start = System.nanoTime();
            alice.delete("/api/v1/sessions/" + session + "/grants?user=bob").expect(204);
            alice.append(session, "unseen").expect(201);
            assertThat(bobs.rest()).containsExactly(new EventStream.Event("", "closed", "{}"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(mine.seqs(2)).containsExactly(1L, 2L);
            assertThat(log.attempts()).isEmpty();
        }
    }

    @Test
    void R8_an_end_and_an_expiry_close_the_stream() {
        String other = alice.open();
        try (EventStream ended = EventStream.follow(server, "alice", session);
                EventStream expired = EventStream.follow(server, "alice", other)) {
            alice.delete("/api/v1/sessions/" + session).expect(204);
            assertThat(ended.rest()).extracting(EventStream.Event::name).containsExactly("closed");
            clock.step(Duration.ofHours(24));
            assertThat(expired.rest()).extracting(EventStream.Event::name).containsExactly("closed");
        }
    }

    @Test
    void following_does_not_keep_a_session_alive() {
        try (EventStream stream = EventStream.follow(server, "alice", session)) {
            clock.step(Duration.ofHours(23));
            assertThat(stream.nextOfAny()).isEqualTo(EventStream.COMMENT);
            assertThat(stream.nextOfAny()).isEqualTo(EventStream.COMMENT);
            clock.step(Duration.ofHours(1));
            assertThat(stream.rest()).extracting(EventStream.Event::name).containsExactly("closed");
        }
    }

    @Test
    void R14_a_stop_ends_streams_without_closed_and_waits_for_nobody() throws Exception {
        server.pinned(); // it is the instance that stops whose stream ends
        try (EventStream stream = EventStream.follow(server, "alice", session)) {
            alice.append(session, "x").expect(201);
            assertThat(stream.seqs(1)).containsExactly(1L);
            CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(server.server::stop);
            assertThat(stream.rest()).isEmpty();
            assertThat(stopping.get(4, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_client_that_does_not_read_holds_nobody_up_and_misses_nothing() throws Exception {
        String large = "x".repeat(60_000);
        try (Wire slow = new Wire(server.port());
                EventStream quick = EventStream.follow(server, "alice", session)) {
            var unused = slow.send("GET " + events + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: alice\r\n"
                    + "Accept: text/event-stream\r\nConnection: close\r\n\r\n");
            assertThat(slow.readHead()).startsWith("HTTP/1.1 200");
            for (int i = 0; i < 100; i++) {
                alice.append(session, large).expect(201);
                assertThat(quick.seqs(1)).containsExactly(i + 1L);
            }
            alice.delete("/api/v1/sessions/" + session).expect(204);
            List<String> ids = new String(
                            slow.readToEnd().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("id: "))
                    .toList();
            assertThat(ids.size())
                    .as("what was on its way when access ended, and not what was queued")
                    .isBetween(1, 99);
            for (int i = 0; i < ids.size(); i++) {
                assertThat(ids.get(i)).isEqualTo("id: " + (i + 1));
            }
        }
    }
}
