package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two parties could read differently is refused, and nothing behind it is read. */
class FramingTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    static Stream<Arguments> attacks() {
        String host = "Host: localhost\r\n";
        String post = "POST /json HTTP/1.1\r\n" + host + "X-User-Id: a\r\nContent-Type: application/json\r\n";
        String chunked = post + "Transfer-Encoding: %s\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        return Stream.of(
                attack("bare LF after the request line", 400, "GET /open HTTP/1.1\n" + host + "\r\n"),
                attack("bare LF after a header", 400, "GET /open HTTP/1.1\r\nHost: localhost\n\r\n"),
                attack("bare LF everywhere", 400, "GET /open HTTP/1.1\nHost: localhost\n\n"),
                attack("bare CR in a header", 400, "GET /open HTTP/1.1\r\n" + host + "A: b\rc\r\n\r\n"),
                attack(
                        "two Content-Lengths that differ",
                        400,
                        post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
                attack(
                        "two Content-Lengths that agree",
                        400,
                        post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                attack("a list of Content-Lengths", 400, post + "Content-Length: 2, 2\r\n\r\n{}"),
                attack("a Content-Length with a plus", 400, post + "Content-Length: +2\r\n\r\n{}"),
                attack("a negative Content-Length", 400, post + "Content-Length: -2\r\n\r\n{}"),
                attack(
                        "Content-Length and chunked",
                        400,
                        post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                attack(
                        "chunked and Content-Length",
                        400,
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                attack("chunked twice", 400, post + "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                attack("an unknown transfer coding", 400, post + "Transfer-Encoding: xchunked\r\n\r\n{}"),
                attack("a coding before chunked", 400, chunked.formatted("gzip, chunked")),
                attack("no coding before chunked", 400, chunked.formatted("identity, chunked")),
                attack("a coding behind chunked", 400, chunked.formatted("chunked, gzip")),
                attack("a coding on a line of its own", 400, chunked.formatted("gzip\r\nTransfer-Encoding: chunked")),
                attack("chunked on two lines", 400, chunked.formatted("chunked\r\nTransfer-Encoding: chunked")),
                attack(
                        "chunked before there were chunks",
                        400,
                        chunked.formatted("chunked\r\nConnection: keep-alive").replace("HTTP/1.1", "HTTP/1.0")),
                attack(
                        "a chunk size that is no number",
                        400,
                        post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
                attack("a negative chunk size", 400, post + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n"),
                attack("a chunk size with 0x", 400, post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n"),
                attack(
                        "a chunk size beyond all numbers",
                        400,
                        post + "Transfer-Encoding: chunked\r\n\r\n" + "f".repeat(17) + "\r\n{}\r\n0\r\n\r\n"),
                attack(
                        "a chunk ended by a bare LF",
                        400,
                        post + "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n"),
                attack(
                        "a chunk longer than its size",
                        400,
                        post + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"),
                trailer("Content-Length: 5"),
                trailer("content-length: 2"),
                trailer("Transfer-Encoding: chunked"),
                trailer("Host: localhost"),
                trailer("Authorization: Bearer a"),
                trailer("Content-Type: text/plain"),
                trailer("X-User-Id: b"),
                trailer("x-tenant-id: b"),
                trailer("Idempotency-Key: b"),
                trailer("Last-Event-ID: 1"),
                trailer("Checksum: 1\r\nHost: other"),
                attack("NUL in a header value", 400, "GET /open HTTP/1.1\r\n" + host + "A: b\0c\r\n\r\n"),
                attack("NUL in a header name", 400, "GET /open HTTP/1.1\r\n" + host + "A\0: b\r\n\r\n"),
                attack("a space before the colon", 400, "GET /open HTTP/1.1\r\n" + host + "A : b\r\n\r\n"),
                attack("a folded header", 400, "GET /open HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n"),
                attack("a header without a name", 400, "GET /open HTTP/1.1\r\n" + host + ": b\r\n\r\n"),
                attack("a header without a colon", 400, "GET /open HTTP/1.1\r\n" + host + "broken\r\n\r\n"),
                attack("no Host", 400, "GET /open HTTP/1.1\r\n\r\n"),
                attack("two Hosts", 400, "GET /open HTTP/1.1\r\n" + host + host + "\r\n"),
                attack(
                        "an absolute URI with another host",
                        400,
                        "GET http://127.0.0.1/open HTTP/1.1\r\n" + host + "\r\n"),
                attack("HTTP/0.9", 505, "GET /open\r\n"),
                attack("HTTP/3.0", 505, "GET /open HTTP/3.0\r\n" + host + "\r\n"),
                attack("an encoded slash", 400, "GET /a%2fb HTTP/1.1\r\n" + host + "\r\n"),
                attack("an encoded NUL", 400, "GET /a%00b HTTP/1.1\r\n" + host + "\r\n"),
                attack("a path parameter", 404, "GET /open;x=1 HTTP/1.1\r\n" + host + "\r\n"),
                attack("a parent segment", 404, "GET /a/../open HTTP/1.1\r\n" + host + "\r\n"),
                attack("an encoded parent segment", 400, "GET /a/%2e%2e/open HTTP/1.1\r\n" + host + "\r\n"),
                attack("an empty segment", 400, "GET //open HTTP/1.1\r\n" + host + "\r\n"),
                attack("a backslash", 400, "GET /a\\open HTTP/1.1\r\n" + host + "\r\n"),
                attack("a DEL in the path", 400, "GET /open\u007f HTTP/1.1\r\n" + host + "\r\n"),
                attack("a DEL in the query", 400, "GET /open?a=\u007fb HTTP/1.1\r\n" + host + "\r\n"),
                attack("an encoded percent sign", 400, "GET /a%25b HTTP/1.1\r\n" + host + "\r\n"),
                attack("a fragment", 400, "GET /open#x HTTP/1.1\r\n" + host + "\r\n"),
                attack("an unknown expectation", 417, "GET /open HTTP/1.1\r\n" + host + "Expect: tea\r\n\r\n"),
                attack("a URI too long", 414, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + host + "\r\n"),
                attack(
                        "a header too large",
                        431,
                        "GET /open HTTP/1.1\r\n" + host + "A: " + "b".repeat(20_000) + "\r\n\r\n"),
                attack(
                        "headers too large together",
                        431,
                        "GET /open HTTP/1.1\r\n" + host + "A: bcdefghij\r\n".repeat(2_000) + "\r\n"));
    }

    private static Arguments trailer(String lines) {
        return attack("a trailer that belongs to the head, " + lines.replace("\r\n", ", "), 400, withTrailer(lines));
    }

    private static String withTrailer(String lines) {
        return "POST /json HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" + lines + "\r\n\r\n";
    }

    private static Arguments attack(String name, int status, String bytes) {
        return Arguments.of(name, status, bytes);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attacks")
    void is_refused_with_a_problem_document(String name, int status, String bytes) throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            Wire.Reply reply = wire.send(bytes).read();
            assertThat(reply.status()).isEqualTo(status);
            ProblemAssert.assertIsProblem(reply);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void nothing_behind_it_is_answered(String name, int status, String bytes) throws IOException {
        if (status == 404) {
            return; // framed beyond doubt and simply another path
        }
        try (Wire wire = new Wire(SERVER.port())) {
            Wire.Reply reply = wire.send(bytes).read();
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    /** The engine reads a line in another way when a part of it comes later. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /open\u007f HTTP/1.1", "GET /open?a=\u007fb HTTP/1.1", "GET\t/open HTTP/1.1"})
    void what_is_refused_is_refused_wherever_it_is_cut(String line) throws IOException {
        for (int cut = 1; cut < line.length(); cut++) {
            try (Wire wire = new Wire(SERVER.port())) {
                Wire first = wire.send(line.substring(0, cut));
                Wire.Reply reply = first.send(line.substring(cut) + "\r\nHost: localhost\r\n\r\n")
                        .read();
                assertThat(reply.status()).as("cut at %s", cut).isEqualTo(400);
            }
        }
    }

    /** The connection ends, but a client reads what follows the head of an answer to HEAD as a next answer. */
    @ParameterizedTest
    @ValueSource(strings = {"A\0: b", "No colon", "Host: other", "Transfer-Encoding: gzip"})
    void a_head_is_refused_without_a_body(String broken) throws IOException {
        String rest = " /open HTTP/1.1\r\nHost: localhost\r\n" + broken + "\r\n\r\n";
        Wire.Reply got = Wire.once(SERVER.port(), "GET" + rest);
        try (Wire wire = new Wire(SERVER.port())) {
            Wire.Reply reply = new Wire.Reply(wire.send("HEAD" + rest).readHead(), "");
            assertThat(reply.status()).isEqualTo(400);
            for (String name : List.of("content-type", "content-length", "connection")) {
                assertThat(reply.header(name)).as(name).isPresent().isEqualTo(got.header(name));
            }
            assertThat(wire.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_lower_case_method_is_not_allowed() throws IOException {
        Wire.Reply reply = Wire.once(SERVER.port(), "get /open HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(reply.status()).isEqualTo(405);
    }

    /** The engine does not tell how the version was spelt, and either spelling ends the request at the same byte. */
    @Test
    void a_lower_case_version_is_read_as_the_same_version() throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            String get = "GET /open http/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(wire.send(get).read().status()).isEqualTo(200);
            assertThat(wire.send(get).read().status()).isEqualTo(200);
        }
    }

    @Test
    void a_trailer_that_says_nothing_about_the_request_is_read_over() throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            String post = withTrailer("Checksum: 1\r\nX-Note: b");
            assertThat(wire.send(post).read().status()).isEqualTo(200);
            assertThat(wire.send(post).read().status()).isEqualTo(200);
        }
    }

    @Test
    void an_absolute_uri_with_the_same_host_is_served() throws IOException {
        Wire.Reply reply = Wire.once(SERVER.port(), "GET http://localhost/open HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void http_1_0_is_served_and_ends() throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            assertThat(wire.send("GET /open HTTP/1.0\r\nHost: localhost\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void two_requests_on_one_connection_are_answered_in_order() throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            String get = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String gone = "GET /gone HTTP/1.1\r\nHost: localhost\r\n\r\n";
            Wire pipelined = wire.send(get + gone + get);
            assertThat(pipelined.read().status()).isEqualTo(200);
            assertThat(pipelined.read().status()).isEqualTo(404);
            assertThat(pipelined.read().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_expects_100_gets_it_when_the_body_is_wanted() throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            assertThat(wire.send(expecting100(2)).read().status()).isEqualTo(100);
            assertThat(wire.send("{}").read().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_expects_100_is_refused_before_it_sends_the_body() throws IOException {
        try (Wire wire = new Wire(SERVER.port())) {
            assertThat(wire.send(expecting100(9_000_000)).read().status()).isEqualTo(413);
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    private static String expecting100(int length) {
        String headers = "Host: localhost\r\nX-User-Id: a\r\nContent-Type: application/json\r\n";
        return "POST /json HTTP/1.1\r\n" + headers + "Content-Length: " + length + "\r\nExpect: 100-continue\r\n\r\n";
    }
}
