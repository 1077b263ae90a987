package dev.cloakroom.server;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.server.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A JSON body is read in one way only. */
class JsonBodyTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LIMIT = 1 << 20;

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static JsonNode body(HttpResponse<String> response) throws IOException {
        return MAPPER.readTree(response.body());
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }

    private static String sized(int bytes) {
        String frame = "{\"text\":\"\"}";
        return "{\"text\":\"" + "x".repeat(bytes - frame.length()) + "\"}";
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("nothing at all", ""),
                Arguments.of("white space", "  "),
                Arguments.of("an array", "[]"),
                Arguments.of("a string", "\"a\""),
                Arguments.of("null", "null"),
                Arguments.of("half an object", "{\"a\":1"),
                Arguments.of("two objects", "{}{}"),
                Arguments.of("a comma behind", "{},"),
                Arguments.of("a trailing comma", "{\"a\":1,}"),
                Arguments.of("a comment", "{/* a */}"),
                Arguments.of("single quotes", "{'a':1}"),
                Arguments.of("a bare name", "{a:1}"),
                Arguments.of("NaN", "{\"a\":NaN}"),
                Arguments.of("a leading zero", "{\"a\":01}"),
                Arguments.of("a raw control character", "{\"text\":\"a\u0001b\"}"),
                Arguments.of("a raw line break in a string", "{\"text\":\"a\nb\"}"),
                Arguments.of("a duplicate name", "{\"text\":\"a\",\"text\":\"a\"}"),
                Arguments.of("a duplicate name by escape", "{\"text\":\"a\",\"\\u0074ext\":\"b\"}"),
                Arguments.of("a duplicate name deep inside", "{\"a\":[{\"b\":1,\"b\":2}]}"),
                Arguments.of("a lone high surrogate", "{\"text\":\"\\ud800\"}"),
                Arguments.of("a lone low surrogate", "{\"text\":\"\\uDC00\"}"),
                Arguments.of("surrogates the wrong way round", "{\"text\":\"\\udc00\\ud800\"}"),
                Arguments.of("a lone surrogate in a name", "{\"\\ud800\":1}"),
                Arguments.of("a lone surrogate deep inside", "{\"a\":[[{\"b\":\"x\\ud83dx\"}]]}"),
                Arguments.of("33 levels", nested(33)),
                Arguments.of("a number of 101 digits", "{\"a\":" + "1".repeat(101) + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void is_refused(String name, String json) throws Exception {
        HttpResponse<String> response = SERVER.postJson("/json", json);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(body(response).get("code").textValue()).isEqualTo("invalid_request");
    }

    static Stream<Arguments> amplified() {
        return Stream.of(
                Arguments.of("a megabyte of empty objects", "{\"x\":[" + "{},".repeat(LIMIT / 3 - 10) + "{}]}"),
                Arguments.of("one token too many", tokens(Json.MAX_TOKENS + 1)),
                Arguments.of(
                        "a name that the parser would remember",
                        "{\"" + "n".repeat(Json.MAX_NAME_BYTES + 1) + "\":1}"));
    }

    /** An object, its one name and an array of numbers: so many tokens in all. */
    private static String tokens(int count) {
        return "{\"x\":[" + "1,".repeat(count - 6) + "1]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("amplified")
    void what_takes_much_more_memory_than_it_has_bytes_is_refused(String name, String json) throws Exception {
        assertThat(SERVER.postJson("/json", json).statusCode()).isEqualTo(400);
    }

    static Stream<Arguments> large() {
        String pair = "\"" + "k".repeat(63) + "#\":\"" + "v".repeat(512) + "\"";
        String pairs =
                IntStream.range(0, 16).mapToObj(i -> "\"k" + i + "\":\"v\"").collect(joining(","));
        String message = "{\"role\":\"user\",\"content\":\"c\",\"metadata\":{" + pairs + "}}";
        return Stream.of(
                Arguments.of("the largest batch", "{\"messages\":[" + (message + ",").repeat(99) + message + "]}"),
                Arguments.of(
                        "long metadata", "{\"m\":{" + pair.replace('#', '1') + "," + pair.replace('#', '2') + "}}"),
                Arguments.of("64 KiB of escapes", "{\"text\":\"" + "\\u0001".repeat(64 << 10) + "\"}"),
                Arguments.of("a tree nobody asks for", "{\"x\":[" + "{\"a\":[1,2]},".repeat(1_500) + "{}]}"),
                Arguments.of("as many tokens as may be", tokens(Json.MAX_TOKENS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    void what_the_limits_allow_is_read(String name, String json) throws Exception {
        assertThat(SERVER.postJson("/json", json).statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> brokenUtf8() {
        return Stream.of(
                Arguments.of("a lone continuation", new int[] {0x80}),
                Arguments.of("a cut sequence", new int[] {0xC3}),
                Arguments.of("an overlong slash", new int[] {0xC0, 0xAF}),
                Arguments.of("an overlong NUL", new int[] {0xC0, 0x80}),
                Arguments.of("an overlong euro sign", new int[] {0xF0, 0x82, 0x82, 0xAC}),
                Arguments.of("an encoded surrogate", new int[] {0xED, 0xA0, 0x80}),
                Arguments.of("a pair of encoded surrogates", new int[] {0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80}),
                Arguments.of("beyond U+10FFFF", new int[] {0xF4, 0x90, 0x80, 0x80}),
                Arguments.of("a byte that never occurs", new int[] {0xFF}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenUtf8")
    void broken_utf8_is_refused_in_values_and_names(String name, int[] bytes) throws Exception {
        StringBuilder latin1 = new StringBuilder();
        for (int b : bytes) {
            latin1.append((char) b);
        }
        for (String json : new String[] {"{\"text\":\"" + latin1 + "\"}", "{\"" + latin1 + "\":1}"}) {
            HttpResponse<String> response = SERVER.post(
                    "/json", "application/json", BodyPublishers.ofString(json, StandardCharsets.ISO_8859_1));
            assertThat(response.statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void another_encoding_is_refused_and_not_detected(String encoding) throws Exception {
        HttpResponse<String> response = SERVER.post(
                "/json", "application/json", BodyPublishers.ofString("{\"text\":\"a\"}", Charset.forName(encoding)));
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void a_byte_order_mark_is_refused() throws Exception {
        assertThat(SERVER.postJson("/json", "\uFEFF{}").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " \r\n\t{} \n",
                "{\"text\":null}",
                "{\"unknown\":{\"deep\":[1,2.5,true]}}",
                "{\"a\":1e999999999}",
                "{\"a\":-1E-999999999}",
                "{\"a\":123456789012345678901234567890}"
            })
    void what_nobody_asks_for_is_ignored(String json) throws Exception {
        HttpResponse<String> response = SERVER.postJson("/json", json);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body(response).get("text").textValue()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "\\ud83d\\ude00", "\uD83D\uDE00", "\\\\ud800", "\u00e9\u20ac", "\\/", ""})
    void text_comes_back_as_it_was_sent(String escaped) throws Exception {
        String json = "{\"text\":\"" + escaped + "\"}";
        HttpResponse<String> response = SERVER.postJson("/json", json);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body(response)).isEqualTo(MAPPER.readTree(json));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32})
    void up_to_32_levels_are_read(int levels) throws Exception {
        assertThat(SERVER.postJson("/json", nested(levels)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\""
            })
    void json_is_known_by_its_media_type(String mediaType) throws Exception {
        assertThat(SERVER.post("/json", mediaType, BodyPublishers.ofString("{}"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/json",
                "application/jsonx",
                "application/problem+json",
                "application/json; charset=latin1",
                "application/json; charset=utf-8; charset=utf-16",
                "application/json; version=1",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b"
            })
    void another_media_type_is_415(String mediaType) throws Exception {
        assertThat(SERVER.post("/json", mediaType, BodyPublishers.ofString("{}"))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void a_body_without_a_media_type_is_415_and_no_body_is_400() throws Exception {
        var post = SERVER.request("/json").header("X-User-Id", "a");
        assertThat(SERVER.send(post.POST(BodyPublishers.ofString("{}")).build()).statusCode())
                .isEqualTo(415);
        assertThat(SERVER.send(post.POST(BodyPublishers.noBody()).build()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_compressed_body_is_415() throws Exception {
        var post = SERVER.request("/json")
                .header("X-User-Id", "a")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(SERVER.send(post.build()).statusCode()).isEqualTo(415);
    }

    @Test
    void a_route_may_do_without_a_body() throws Exception {
        var post = SERVER.request("/optional").header("X-User-Id", "a");
        assertThat(SERVER.send(post.POST(BodyPublishers.noBody()).build()).statusCode())
                .isEqualTo(200);
        assertThat(SERVER.send(post.POST(BodyPublishers.ofString("{}")).build()).statusCode())
                .isEqualTo(415);
        assertThat(SERVER.postJson("/optional", "{\"text\":\"t\"}").body()).contains("t");
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT - 1, LIMIT})
    void a_body_up_to_the_limit_is_read(int bytes) throws Exception {
        assertThat(SERVER.postJson("/json", sized(bytes)).statusCode()).isEqualTo(200);
        assertThat(postChunked(sized(bytes)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT + 1, 8 * LIMIT})
    void a_body_beyond_the_limit_is_413(int bytes) throws Exception {
        assertThat(SERVER.postJson("/json", sized(bytes)).statusCode()).isEqualTo(413);
        assertThat(postChunked(sized(bytes)).statusCode()).isEqualTo(413);
    }

    private static HttpResponse<String> postChunked(String json) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return SERVER.post(
                "/json", "application/json", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
    }

    @Test
    void an_endless_body_is_refused_while_it_is_sent() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String headers = "Host: localhost\r\nX-User-Id: a\r\nContent-Type: application/json\r\n";
            var unused = wire.send("POST /json HTTP/1.1\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n")
                    .send("100001\r\n" + "x".repeat(0x100001) + "\r\n");
            Wire.Reply reply = wire.read();
            assertThat(reply.status()).isEqualTo(413);
        }
    }
}
