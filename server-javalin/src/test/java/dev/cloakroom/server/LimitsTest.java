package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R11: each limit at n-1, n and n+1, and nothing is stored beyond it. Limits of bodies are in {@link JsonBodyTest} and
 * {@link UploadTest}, of names and keys in {@link DevIdentityTest} and {@link QueryTest}.
 */
class LimitsTest {

    private static final String SESSIONS = "/api/v1/sessions";
    private static final String EMOJI = "\uD83D\uDE00";

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

    private static String metadata(int pairs, String key, String value) {
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < pairs; i++) {
            metadata.put(i + key.substring(Integer.toString(i).length()), value);
        }
        return Client.json(Map.of("metadata", metadata));
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537})
    void content_has_at_most_64_kib(int bytes) {
        boolean over = bytes > 65_536;
        for (String content : List.of("x".repeat(bytes), "\u00e9".repeat(bytes / 2) + "x".repeat(bytes % 2))) {
            String session = alice.open();
            Client.Reply appended = alice.append(session, content);
            Client.Reply chat = alice.chat(content, session);
            if (over) {
                appended.expect(413, "too_large");
                chat.expect(413, "too_large");
                alice.append(session, "small", content).expect(413, "too_large");
                assertThat(alice.history(session).contents()).isEmpty();
            } else {
                appended.expect(201);
                chat.expect(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101})
    void a_batch_has_1_to_100_messages(int messages) {
        String session = alice.open();
        String[] contents =
                IntStream.range(0, messages).mapToObj(Integer::toString).toArray(String[]::new);
        if (messages > 100) {
            alice.append(session, contents).expect(400, "invalid_request");
            assertThat(alice.history(session).contents()).isEmpty();
        } else {
            alice.append(session, contents).expect(201);
            assertThat(alice.history(session).contents()).containsExactly(contents);
        }
    }

    @Test
    void a_batch_of_large_messages_meets_the_body_limit_first() {
        String[] contents = new String[100];
        Arrays.fill(contents, "x".repeat(65_536));
        alice.append(alice.open(), contents).expect(413, "too_large");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void metadata_has_at_most_16_pairs(int pairs) {
        String json = metadata(pairs, "key", "v");
        String session = alice.open();
        if (pairs > 16) {
            alice.post(SESSIONS, json).expect(400, "invalid_request");
            alice.patch(SESSIONS + "/" + session, json).expect(400, "invalid_request");
            assertThat(alice.get(SESSIONS + "/" + session).at("/metadata")).isEmpty();
            alice.post("/api/v1/chat/send", json.replaceFirst("\\{", "{\"message\":\"m\","))
                    .expect(400, "invalid_request");
        } else {
            alice.post(SESSIONS, json).expect(201);
            alice.patch(SESSIONS + "/" + session, json).expect(200);
            alice.post("/api/v1/chat/send", json.replaceFirst("\\{", "{\"message\":\"m\","))
                    .expect(200);
        }
    }

    @Test
    void a_patch_is_measured_by_its_result() {
        String session = alice.post(SESSIONS, metadata(16, "key", "v")).session();
        String path = SESSIONS + "/" + session;
        alice.patch(path, "{\"metadata\":{\"more\":\"v\"}}").expect(400, "invalid_request");
        alice.patch(path, "{\"metadata\":{\"more\":\"v\",\"0ey\":null}}").expect(200);
        alice.patch(path, "{\"metadata\":{\"more\":\"other\"}}").expect(200);
        assertThat(alice.get(path).at("/metadata")).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65})
    void a_metadata_key_has_at_most_64_characters(int chars) {
        for (String key : List.of("k".repeat(chars), EMOJI.repeat(chars))) {
            String json = Client.json(Map.of("metadata", Map.of(key, "v")));
            assertMetadata(json, chars <= 64);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {511, 512, 513})
    void a_metadata_value_has_at_most_512_characters(int chars) {
        for (String value : List.of("v".repeat(chars), EMOJI.repeat(chars))) {
            String json = Client.json(Map.of("metadata", Map.of("k", value)));
            assertMetadata(json, chars <= 512);
        }
    }

    private static void assertMetadata(String json, boolean good) {
        String session = alice.open();
        String message = "{\"messages\":[" + json.replaceFirst("\\{", "{\"role\":\"user\",\"content\":\"c\",") + "]}";
        alice.post(SESSIONS, json).expect(good ? 201 : 400);
        alice.patch(SESSIONS + "/" + session, json).expect(good ? 200 : 400);
        alice.post(Client.messages(session), message).expect(good ? 201 : 400);
        alice.post("/api/v1/chat/send", json.replaceFirst("\\{", "{\"message\":\"m\","))
                .expect(good ? 200 : 400);
    }

    @ParameterizedTest
    @ValueSource(ints = {127, 128, 129})
    void an_idempotency_key_has_at_most_128_characters(int chars) {
        String session = alice.open();
        alice.keyed("k".repeat(chars)).append(session, "x").expect(chars > 128 ? 400 : 201);
        alice.keyed("\"" + "k".repeat(chars) + "\"").append(session, "x").expect(chars > 128 ? 400 : 200);
    }

    @Test
    void a_session_has_room_for_so_many_messages() {
        try (LiveServer small = LiveServer.start("max-messages", "4")) {
            Client bob = small.as("bob");
            String session = bob.open();
            bob.append(session, "1", "2", "3", "4", "5").expect(409, "limit_reached");
            bob.append(session, "1", "2", "3").expect(201);
            bob.chat("m", session).expect(409, "limit_reached");
            assertThat(bob.history(session).contents())
                    .as("no room for the reply")
                    .containsExactly("1", "2", "3");
            bob.append(session, "4").expect(201);
            bob.append(session, "5").expect(409, "limit_reached");
            assertThat(bob.history(session).seqs()).hasSize(4);
        }
    }

    @Test
    void a_session_has_room_for_so_many_bytes_of_history() {
        try (LiveServer small = LiveServer.start("max-history-bytes", "100")) {
            Client bob = small.as("bob");
            String session = bob.open();
            bob.append(session, "x".repeat(101)).expect(409, "limit_reached");
            bob.append(session, "x".repeat(60)).expect(201);
            bob.chat("m".repeat(21), session).expect(409, "limit_reached");
            assertThat(bob.history(session).seqs()).hasSize(1);
            bob.chat("m".repeat(20), session).expect(200);
            bob.append(session, "x").expect(409, "limit_reached");
            assertThat(bob.history(session).seqs()).hasSize(3);
        }
    }

    @Test
    void a_user_has_so_many_sessions_and_may_end_some() {
        try (LiveServer small = LiveServer.start("max-sessions", "3")) {
            Client bob = small.as("bob");
            String first = bob.open();
            bob.chat("m").expect(200);
            bob.upload(new Form().file("a", "x")).expect(201);
            bob.post(SESSIONS).expect(409, "limit_reached");
            bob.chat("m").expect(409, "limit_reached");
            bob.chat("m", "a-name").expect(409, "limit_reached");
            bob.upload(new Form().file("a", "x")).expect(409, "limit_reached");
            bob.keyed("k").post(SESSIONS).expect(409, "limit_reached");
            bob.chat("m", first).expect(200);
            small.as("carol").open();
            bob.delete(SESSIONS + "/" + first).expect(204);
            bob.chat("m", "a-name").expect(200);
            assertThat(bob.get(SESSIONS).at("/data")).hasSize(3);
        }
    }

    @Test
    void a_full_store_is_503_and_evicts_nobody() {
        try (LiveServer small = LiveServer.embedded("memory-sessions", "2", "memory-bytes", "20000")) {
            Client bob = small.as("bob");
            String session = bob.open();
            String other = small.as("carol").open();
            Client.Reply full = bob.post(SESSIONS).expect(503, "overloaded");
            assertThat(full.header("Retry-After")).matches("[0-9]+");
            bob.chat("m").expect(503, "overloaded");
            bob.upload(new Form().file("a", "x")).expect(503, "overloaded");
            bob.append(session, "x".repeat(20_000)).expect(503, "overloaded");
            bob.append(session, "x".repeat(17_000)).expect(201);
            bob.chat("m".repeat(2_000), session).expect(503, "overloaded");
            small.as("carol").append(other, "x".repeat(2_000)).expect(503, "overloaded");
            assertThat(bob.history(session).seqs()).hasSize(1);
            bob.delete(SESSIONS + "/" + session).expect(204);
            small.as("carol").append(other, "x".repeat(2_000)).expect(201);
        }
    }

    @Test
    void files_over_the_limit_of_a_session_leave_no_session() {
        try (LiveServer small = LiveServer.start(
                "max-files", "2", "max-session-file-bytes", "10", "max-file-bytes", "8", "max-upload-files", "3")) {
            Client bob = small.as("bob");
            bob.upload(new Form().file("a", "").file("b", "").file("c", "")).expect(409, "limit_reached");
            bob.upload(new Form().file("a", "12345678").file("b", "123")).expect(409, "limit_reached");
            bob.upload(new Form().file("a", "123456789")).expect(413, "too_large");
            assertThat(bob.get(SESSIONS).at("/data")).isEmpty();
            bob.upload(new Form().file("a", "12345678").file("b", "12")).expect(201);
        }
    }

    @Test
    void a_smaller_page_is_also_what_is_listed_when_nothing_is_said() {
        try (LiveServer small = LiveServer.start("max-page", "2", "context-messages", "2")) {
            Client bob = small.as("bob");
            String session = bob.open();
            bob.open();
            bob.open();
            bob.append(session, "1", "2", "3").expect(201);
            assertThat(bob.get(Client.messages(session)).expect(200).contents()).containsExactly("2", "3");
            assertThat(bob.get(SESSIONS).expect(200).at("/data")).hasSize(2);
            bob.get(SESSIONS + "?limit=3").expect(400, "invalid_request");
            assertThat(bob.keyed("k").append(session, "4", "5", "6").expect(201).seqs())
                    .isEqualTo(bob.keyed("k").append(session, "4", "5", "6").seqs());
            bob.chat("m", session).expect(200);
        }
    }
}
