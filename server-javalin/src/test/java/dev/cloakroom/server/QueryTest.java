package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Query parameters and the headers a route asks for. */
class QueryTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @ParameterizedTest
    @ValueSource(strings = {"limit=1", "limit=2", "limit=199", "limit=200", "after=0", "after=9223372036854775807"})
    void numbers_in_range_are_taken(String query) throws Exception {
        int equals = query.indexOf('=');
        assertThat(SERVER.get("/query?" + query).body())
                .isEqualTo("{\"" + query.substring(0, equals) + "\":" + query.substring(equals + 1) + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=+1",
                "limit=",
                "limit",
                "limit=1.0",
                "limit=1e1",
                "limit=0x1",
                "limit=%201",
                "limit=1%20",
                "limit=%D9%A1",
                "limit=1&limit=1",
                "limit=1&limit=2",
                "after=-1",
                "after=9223372036854775808",
                "after=99999999999999999999",
                "after=abc",
                "text=%",
                "text=%4",
                "text=%zz",
                "text=%ff",
                "text=%c0%af",
                "text=%ed%a0%80",
                "%ff=1",
                "text=a&text=b"
            })
    void anything_else_is_refused(String query) throws Exception {
        Wire.Reply reply = Wire.once(SERVER.port(), "GET /query?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(reply.status()).isEqualTo(400);
        ProblemAssert.assertIsProblem(reply);
    }

    @Test
    void text_is_decoded_once() throws Exception {
        assertThat(SERVER.get("/query?text=a%2Bb+c%2520%C3%A9&other=%41").body())
                .isEqualTo("{\"text\":\"a+b c%20\u00e9\"}");
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("8e03978e-40d5", "8e03978e-40d5"),
                Arguments.of("\"8e03978e-40d5\"", "8e03978e-40d5"),
                Arguments.of("\"a\\\"b\\\\c\"", "a\"b\\c"),
                Arguments.of("k".repeat(127), "k".repeat(127)),
                Arguments.of("k".repeat(128), "k".repeat(128)),
                Arguments.of("\"" + "k".repeat(128) + "\"", "k".repeat(128)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void an_idempotency_key_is_read_bare_or_quoted(String header, String key) throws Exception {
        String escaped = key.replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(key(header).body()).isEqualTo("{\"key\":\"" + escaped + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "\"",
                "\"a",
                "\"a\\\"",
                "\"a\\x\"",
                "\"a\"b\"",
                "\"a\";p=1",
                "a b",
                "a\tb",
                "\u00e9",
                "\"a\", \"b\""
            })
    void a_broken_idempotency_key_is_refused(String header) throws Exception {
        assertThat(key(header).status()).isEqualTo(400);
    }

    @Test
    void a_key_in_quotes_may_hold_spaces_and_names_its_own_key() throws Exception {
        assertThat(key("\"a b\"").body()).isEqualTo("{\"key\":\"a b\"}");
    }

    @Test
    void an_idempotency_key_has_at_most_128_characters() throws Exception {
        assertThat(key("k".repeat(129)).status()).isEqualTo(400);
        assertThat(key("\"" + "k".repeat(129) + "\"").status()).isEqualTo(400);
    }

    @Test
    void an_idempotency_key_comes_once() throws Exception {
        assertThat(key("a\r\nIdempotency-Key: a").status()).isEqualTo(400);
    }

    private static Wire.Reply key(String header) throws Exception {
        return Wire.once(
                SERVER.port(), "GET /key HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: " + header + "\r\n\r\n");
    }

    static Stream<Arguments> accepts() {
        return Stream.of(
                Arguments.of("text/event-stream", true),
                Arguments.of("Text/Event-Stream", true),
                Arguments.of("text/event-stream, application/json;q=0.9", true),
                Arguments.of("application/json;q=0.5, text/event-stream;q=0.7", true),
                Arguments.of("application/json, text/event-stream;q=0.9", false),
                Arguments.of("text/event-stream;q=0", false),
                Arguments.of("\";;;,=q=", false),
                Arguments.of("*/*", false),
                Arguments.of("text/*", false),
                Arguments.of("application/json", false));
    }

    @ParameterizedTest
    @MethodSource("accepts")
    void an_event_stream_is_sent_to_those_who_name_it(String accept, boolean events) throws Exception {
        var request = SERVER.request("/events").header("Accept", accept).build();
        assertThat(SERVER.send(request).body()).isEqualTo("{\"events\":" + events + "}");
    }
}
