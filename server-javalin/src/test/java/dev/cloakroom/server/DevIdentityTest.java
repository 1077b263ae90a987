package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asking in dev, in which order that is found out, and from where one may ask. */
class DevIdentityTest {

    private static final String NO_USER = "";

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static Wire.Reply get(String path, String headers) throws Exception {
        return Wire.once(SERVER.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private static Wire.Reply post(String headers, String mediaType, String body) throws Exception {
        String length = "Content-Type: " + mediaType + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n";
        return Wire.once(SERVER.port(), "POST /me HTTP/1.1\r\nHost: localhost\r\n" + headers + length + body);
    }

    private static void assertUser(Wire.Reply reply, String user) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"user\":\"" + user + "\"}");
    }

    private static void assertProblem(Wire.Reply reply, int status, String code) throws Exception {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).contains("\"code\":\"" + code + "\"");
        ProblemAssert.assertIsProblem(reply);
    }

    @Test
    void each_source_alone_names_the_user() throws Exception {
        assertUser(get("/me", "Authorization: Bearer alice\r\n"), "alice");
        assertUser(get("/me", "authorization: bearer alice\r\n"), "alice");
        assertUser(get("/me", "X-User-Id: alice\r\n"), "alice");
        assertUser(get("/me?user_id=alice", NO_USER), "alice");
        assertUser(post(NO_USER, "application/json", "{\"user_id\":\"alice\"}"), "alice");
    }

    @Test
    void sources_that_agree_are_one() throws Exception {
        assertUser(get("/me?user_id=alice", "Authorization: Bearer alice\r\nX-User-Id: alice\r\n"), "alice");
        assertUser(post("X-User-Id: alice\r\n", "application/json", "{\"user_id\":\"alice\"}"), "alice");
    }

    @Test
    void sources_that_disagree_are_refused() throws Exception {
        assertProblem(get("/me", "Authorization: Bearer alice\r\nX-User-Id: bob\r\n"), 400, "ambiguous_user");
        assertProblem(get("/me?user_id=bob", "X-User-Id: alice\r\n"), 400, "ambiguous_user");
        assertProblem(post("X-User-Id: alice\r\n", "application/json", "{\"user_id\":\"bob\"}"), 400, "ambiguous_user");
        assertProblem(get("/me?user_id=a&user_id=b", NO_USER), 400, "invalid_request");
    }

    @Test
    void nobody_is_401_with_a_challenge() throws Exception {
        Wire.Reply reply = get("/me", NO_USER);
        assertProblem(reply, 401, "unauthenticated");
        assertThat(reply.header("www-authenticate")).hasValue("Bearer");
        assertProblem(get("/me", "Authorization: Basic YTpi\r\n"), 401, "unauthenticated");
        assertProblem(post(NO_USER, "application/json", "{}"), 401, "unauthenticated");
        assertProblem(post(NO_USER, "application/json", "{\"user_id\":null}"), 401, "unauthenticated");
    }

    @Test
    void header_values_are_utf8() throws Exception {
        assertUser(get("/me", "X-User-Id: zo\u00c3\u00ab\r\n"), "zo\u00eb");
        assertUser(get("/me", "Authorization: Bearer zo\u00c3\u00ab\r\n"), "zo\u00eb");
        assertProblem(get("/me", "X-User-Id: zo\u00eb\r\n"), 400, "invalid_request");
        assertUser(get("/me?user_id=zo%C3%AB", "X-User-Id: zo\u00c3\u00ab\r\n"), "zo\u00eb");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128})
    void a_user_id_has_1_to_128_characters(int length) throws Exception {
        assertUser(get("/me", "X-User-Id: " + "u".repeat(length) + "\r\n"), "u".repeat(length));
        String emoji = "\uD83D\uDE00".repeat(length);
        String header = new String(emoji.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertUser(get("/me", "X-User-Id: " + header + "\r\n"), emoji);
    }

    static Stream<Arguments> brokenUsers() {
        return Stream.of(
                Arguments.of("/me", "X-User-Id: " + "u".repeat(129) + "\r\n"),
                Arguments.of("/me", "X-User-Id:\r\n"),
                Arguments.of("/me", "X-User-Id: a\tb\r\n"),
                Arguments.of("/me", "X-User-Id: a\u00c2\u0085b\r\n"),
                Arguments.of("/me", "X-User-Id: a\r\nX-User-Id: a\r\n"),
                Arguments.of("/me", "Authorization: Bearer\r\n"),
                Arguments.of("/me?user_id=", NO_USER),
                Arguments.of("/me?user_id=a%0Ab", NO_USER),
                Arguments.of("/me?user_id=a%00b", NO_USER));
    }

    @ParameterizedTest
    @MethodSource("brokenUsers")
    void a_user_id_beyond_its_limits_is_refused(String path, String headers) throws Exception {
        assertProblem(get(path, headers), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user_id\":5}", "{\"user_id\":\"\"}", "{\"user_id\":\"a\\u0000\"}", "{\"user_id\":{}}"})
    void a_broken_user_id_in_the_body_is_refused(String json) throws Exception {
        assertProblem(post(NO_USER, "application/json", json), 400, "invalid_request");
    }

    @Test
    void headers_are_refused_before_the_body_is_looked_at() throws Exception {
        assertProblem(post("Authorization: Basic YTpi\r\n", "text/plain", "{"), 401, "unauthenticated");
        assertProblem(post("Authorization: Bearer a\r\nX-User-Id: b\r\n", "text/plain", "{"), 400, "ambiguous_user");
    }

    @Test
    void media_type_then_syntax_then_the_user_in_the_body() throws Exception {
        assertProblem(post(NO_USER, "text/plain", "{"), 415, "unsupported_media_type");
        assertProblem(post(NO_USER, "application/json", "{"), 400, "invalid_request");
        assertProblem(post("X-User-Id: a\r\n", "application/json", "{\"user_id\":\"b\"}"), 400, "ambiguous_user");
    }

    @Test
    void fields_are_checked_before_access() throws Exception {
        String request = "POST /sessions/foreign HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\n"
                .concat("Content-Type: application/json\r\nContent-Length: ");
        assertProblem(Wire.once(SERVER.port(), request + "2\r\n\r\n{}"), 400, "invalid_request");
        assertProblem(Wire.once(SERVER.port(), request + "12\r\n\r\n{\"text\":\"a\"}"), 403, "not_owner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.255.0.9",
                "[::1]",
                "[::1]:8080"
            })
    void loopback_hosts_are_answered(String host) throws Exception {
        assertThat(host(host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "localhost.example.com",
                "127.0.0.1.example.com",
                "127.0.0.1.",
                "localhost.",
                "127.1",
                "127.0.0.256",
                "0127.0.0.1",
                "128.0.0.1",
                "0.0.0.0",
                "[::]",
                "[::ffff:127.0.0.1]",
                "xlocalhost"
            })
    void other_hosts_are_refused(String host) throws Exception {
        assertProblem(host(host), 403, "forbidden_origin");
    }

    @Test
    void no_host_is_refused() throws Exception {
        assertProblem(Wire.once(SERVER.port(), "GET /open HTTP/1.0\r\n\r\n"), 403, "forbidden_origin");
    }

    private static Wire.Reply host(String host) throws Exception {
        return Wire.once(SERVER.port(), "GET /open HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://localhost:3000", "https://127.0.0.1:1", "http://[::1]:5"})
    void loopback_origins_are_answered(String origin) throws Exception {
        assertThat(get("/open", "Origin: " + origin + "\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://example.com",
                "http://localhost.example.com",
                "file://",
                "localhost",
                "http://localhost@example.com",
                "http://localhost/",
                "http://localhost http://example.com",
                "http://localhost\r\nOrigin: http://localhost"
            })
    void other_origins_are_refused(String origin) throws Exception {
        assertProblem(get("/open", "Origin: " + origin + "\r\n"), 403, "forbidden_origin");
    }
}
