package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.ProblemCode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal is a problem document of the same form and tells nothing of the request. */
class ProblemTest {

    private static final String CANARY = "canary7yellow";

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void every_code_has_its_status_and_document(ProblemCode code) throws Exception {
        HttpResponse<String> response = SERVER.get("/problem/" + code.name());
        assertThat(response.statusCode()).isEqualTo(code.status());
        assertThat(ProblemAssert.assertIsProblem(response).get("code").textValue())
                .isEqualTo(code.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void not_found_is_a_problem() throws Exception {
        assertThat(ProblemAssert.assertIsProblem(SERVER.get("/nowhere"))
                        .get("code")
                        .textValue())
                .isEqualTo("not_found");
    }

    @Test
    void a_trailing_slash_is_another_path() throws Exception {
        assertThat(SERVER.get("/open/").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "POST", "OPTIONS", "TRACE", "PURGE"})
    void another_method_of_a_known_path_is_405_with_allow(String method) throws Exception {
        Wire.Reply reply =
                Wire.once(SERVER.port(), method + " /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("allow")).hasValue("GET, DELETE, HEAD");
        ProblemAssert.assertIsProblem(reply);
    }

    @Test
    void head_has_the_headers_of_get_and_no_body() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String head = "HEAD /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String get = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String answered = wire.send(head + get).readHead();
            assertThat(answered).startsWith("HTTP/1.1 200").contains("Content-Length: 11");
            assertThat(wire.read().body()).isEqualTo("{\"ok\":true}");
        }
    }

    @Test
    void no_content_has_no_media_type() throws Exception {
        Wire.Reply reply = Wire.once(SERVER.port(), "DELETE /open HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("content-type")).isEmpty();
        assertThat(reply.header("cache-control")).hasValue("no-store");
    }

    @Test
    void a_websocket_handshake_is_not_found() throws Exception {
        String headers = "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
        String handshake = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        Wire.Reply reply = Wire.once(SERVER.port(), "GET /open HTTP/1.1\r\n" + headers + handshake + "\r\n");
        assertThat(reply.status()).isEqualTo(404);
        ProblemAssert.assertIsProblem(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/boom", "/overflow"})
    void an_unforeseen_failure_tells_the_client_nothing(String path) throws Exception {
        HttpResponse<String> response = SERVER.get(path);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(ProblemAssert.assertIsProblem(response).get("code").textValue())
                .isEqualTo("internal");
        assertThat(response.body()).doesNotContain(TestServer.CONTENT);
    }

    @Test
    void the_operator_sees_where_it_failed_and_not_the_message() {
        String trace =
                Failures.trace(new IllegalStateException(TestServer.CONTENT, new RuntimeException(TestServer.CONTENT)));
        assertThat(trace)
                .contains("IllegalStateException", "caused by java.lang.RuntimeException", "ProblemTest")
                .doesNotContain(TestServer.CONTENT);
    }

    @Test
    void an_answer_that_breaks_off_does_not_look_whole() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String head =
                    wire.send("GET /half HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead();
            assertThat(head).contains("Transfer-Encoding: chunked");
            assertThat(wire.readToEnd()).doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void the_request_id_of_the_client_is_not_adopted() throws Exception {
        HttpResponse<String> response = SERVER.send(
                SERVER.request("/open").header("X-Request-Id", CANARY).build());
        assertThat(response.headers().firstValue("x-request-id"))
                .hasValueSatisfying(id -> assertThat(id).isNotEqualTo(CANARY));
    }

    static List<String> requestsWithCanaries() {
        String host = "Host: localhost\r\n";
        String json = "POST /json HTTP/1.1\r\n" + host + "X-User-Id: " + CANARY + "\r\n";
        String body = "{\"text\":5,\"" + CANARY + "\":\"" + CANARY + "\"}";
        return List.of(
                "GET /" + CANARY + " HTTP/1.1\r\n" + host + "\r\n",
                "GET /" + CANARY + " HTTP/1.1\r\n" + host + "Accept: text/html\r\n\r\n",
                "GET /%00" + CANARY + " HTTP/1.1\r\n" + host + "Accept: text/html\r\n\r\n",
                CANARY + " /open HTTP/1.1\r\n" + host + "\r\n",
                "GET /open HTTP/" + CANARY + "\r\n" + host + "\r\n",
                "GET /open?limit=" + CANARY + "#" + CANARY + " HTTP/1.1\r\n" + host + "\r\n",
                "GET /query?limit=" + CANARY + " HTTP/1.1\r\n" + host + "\r\n",
                "GET /query?text=" + CANARY + "%zz HTTP/1.1\r\n" + host + "\r\n",
                "GET /key HTTP/1.1\r\n" + host + "Idempotency-Key: \"" + CANARY + "\r\n\r\n",
                "GET /open HTTP/1.1\r\n" + host + CANARY + "\r\n\r\n",
                "GET /open HTTP/1.1\r\n" + host + "A: " + CANARY + "\0\r\n\r\n",
                "GET /open HTTP/1.1\r\n" + host + "Expect: " + CANARY + "\r\n\r\n",
                "GET /open HTTP/1.1\r\nHost: " + CANARY + "\r\n\r\n",
                "GET /open HTTP/1.1\r\nHost: " + CANARY + ":x\r\n\r\n",
                "GET /open HTTP/1.1\r\n" + host + "Origin: http://" + CANARY + "\r\n\r\n",
                json + "Content-Type: application/" + CANARY + "\r\nContent-Length: 2\r\n\r\n{}",
                json + "Content-Type: application/json\r\nContent-Length: " + CANARY + "\r\n\r\n{}",
                json + "Content-Type: application/json\r\nTransfer-Encoding: " + CANARY + "\r\n\r\n{}",
                json + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + CANARY + "\r\n",
                json + "Content-Type: application/json\r\nContent-Length: " + CANARY.length() + "\r\n\r\n" + CANARY,
                json + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body,
                "GET /me?user_id=x HTTP/1.1\r\n" + host + "X-User-Id: " + CANARY + "\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("requestsWithCanaries")
    void nothing_of_the_request_comes_back(String request) throws Exception {
        Wire.Reply reply = Wire.once(SERVER.port(), request);
        assertThat(reply.status()).isGreaterThanOrEqualTo(400);
        assertThat(reply.head() + reply.body()).doesNotContain(CANARY);
        ProblemAssert.assertIsProblem(reply);
    }

    @Test
    void a_multipart_refusal_says_nothing_of_the_form() throws Exception {
        HttpResponse<String> response = SERVER.post(
                "/upload",
                "multipart/form-data; boundary=" + CANARY,
                BodyPublishers.ofString("--" + CANARY + "\r\n" + CANARY + ": x\r\n\r\n" + CANARY));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(ProblemAssert.assertIsProblem(response).get("code").textValue())
                .isEqualTo("invalid_request");
        assertThat(response.body() + response.headers().map()).doesNotContain(CANARY);
    }

    @Test
    void a_refusal_keeps_nothing_of_the_answer_that_failed() throws Exception {
        String request = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        Wire.Reply refused = Wire.once(SERVER.port(), "GET /problem/NOT_OWNER" + request);
        Wire.Reply failed = Wire.once(SERVER.port(), "GET /lost" + request);
        assertThat(withoutIds(failed.head())).isEqualTo(withoutIds(refused.head()));
        assertThat(withoutIds(failed.body())).isEqualTo(withoutIds(refused.body()));
    }

    private static String withoutIds(String text) {
        return text.replaceAll("(?i)(x-request-id: |date: )[^\r\n]*", "$1").replaceAll("\"request_id\":\"[^\"]*\"", "");
    }
}
