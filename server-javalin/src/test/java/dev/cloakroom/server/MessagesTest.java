package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appending: all or nothing, in order, and exactly what was sent. */
class MessagesTest {

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

    private static Client.Reply post(String session, Object body) {
        return alice.post(Client.messages(session), Client.json(body));
    }

    private static Map<String, ?> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    @Test
    void a_batch_gets_the_next_places_and_comes_back_as_it_was_sent() {
        String session = alice.open();
        alice.append(session, "first").expect(201);
        Client.Reply added = post(
                        session,
                        Map.of(
                                "messages",
                                List.of(
                                        message("system", "be kind"),
                                        message("tool", "{\"a\":1}"),
                                        Map.of(
                                                "role",
                                                "assistant",
                                                "content",
                                                "",
                                                "metadata",
                                                Map.of("model", "small", "", "empty key")))))
                .expect(201);
        assertThat(added.seqs()).containsExactly(2L, 3L, 4L);
        assertThat(added.at("/last_seq").intValue()).isEqualTo(4);
        assertThat(added.at("/data/2/metadata").toString()).isEqualTo("{\"\":\"empty key\",\"model\":\"small\"}");
        assertThat(added.at("/data/0/author").textValue()).isEqualTo("alice");
        Client.Reply read = alice.history(session);
        assertThat(read.at("/data/1")).isEqualTo(added.at("/data/0"));
        assertThat(read.at("/data/3")).isEqualTo(added.at("/data/2"));
        assertThat(read.at("/data").findValuesAsText("role")).containsExactly("user", "system", "tool", "assistant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\0b",
                "\0",
                "\uD83D\uDE00",
                "e\u0301 is not \u00e9",
                "\u2028\u2029\u0085\uFEFF",
                "\"\\/\b\f\n\r\t",
                "<script>alert(1)</script>",
                "\u202Ereversed",
                "  spaces  "
            })
    void content_is_kept_to_the_last_character(String content) {
        String session = alice.open();
        assertThat(post(session, Map.of("messages", List.of(message("user", content))))
                        .expect(201)
                        .contents())
                .containsExactly(content);
        assertThat(alice.history(session).contents()).containsExactly(content);
        assertThat(alice.chat(content, session).expect(200).at("/reply/content").textValue())
                .isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"messages\":null}",
                "{\"messages\":[]}",
                "{\"messages\":{}}",
                "{\"messages\":\"x\"}",
                "{\"messages\":[null]}",
                "{\"messages\":[\"x\"]}",
                "{\"messages\":[{}]}",
                "{\"messages\":[{\"role\":\"user\"}]}",
                "{\"messages\":[{\"content\":\"x\"}]}",
                "{\"messages\":[{\"role\":\"User\",\"content\":\"x\"}]}",
                "{\"messages\":[{\"role\":\"developer\",\"content\":\"x\"}]}",
                "{\"messages\":[{\"role\":null,\"content\":\"x\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":null}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":5}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[\"x\"]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"metadata\":[]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"metadata\":{\"k\":1}}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"metadata\":{\"k\":null}}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"expected_last_seq\":-1}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"expected_last_seq\":\"0\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"expected_last_seq\":0.5}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"user\"}]}"
            })
    void what_is_no_batch_is_400_and_stores_nothing(String json) {
        String session = alice.open();
        alice.post(Client.messages(session), json).expect(400, "invalid_request");
        assertThat(alice.history(session).contents()).isEmpty();
    }

    @Test
    void unknown_fields_are_ignored_and_never_stored() {
        String session = alice.open();
        String json =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"seq\":9,\"author\":\"bob\",\"id\":\"canary\","
                        + "\"created_at\":\"2001-01-01T00:00:00Z\"}],\"canary\":[1,{\"a\":null}],\"session_id\":\"canary\"}";
        Client.Reply added = alice.post(Client.messages(session), json).expect(201);
        assertThat(added.at("/data/0/seq").intValue()).isEqualTo(1);
        assertThat(added.at("/data/0/author").textValue()).isEqualTo("alice");
        assertThat(added.text() + alice.history(session).text()).doesNotContain("canary", "2001", "bob");
    }

    @Test
    void an_expected_seq_that_holds_appends_and_one_that_does_not_changes_nothing() {
        String session = alice.open();
        String expecting = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"expected_last_seq\":%s}";
        alice.post(Client.messages(session), expecting.formatted("1")).expect(409, "conflict");
        alice.post(Client.messages(session), expecting.formatted("0")).expect(201);
        alice.post(Client.messages(session), expecting.formatted("0")).expect(409, "conflict");
        alice.post(Client.messages(session), expecting.formatted("1")).expect(201);
        alice.post(Client.messages(session), expecting.formatted("null")).expect(400, "invalid_request");
        alice.post(Client.messages(session), expecting.formatted("9223372036854775807"))
                .expect(409, "conflict");
        assertThat(alice.history(session).seqs()).containsExactly(1L, 2L);
    }

    @Test
    void instants_are_utc_with_milliseconds() {
        Client.Reply reply = alice.append(alice.open(), "x");
        assertThat(reply.at("/data/0/created_at").textValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }
}
