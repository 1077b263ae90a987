package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.access.Route;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked, and whoever answers, the answer says how it is to be handled and not who gave it. */
class SecurityHeadersTest {

    private static final String CANARY = "canary7yellow";

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Every header once, nothing that tells what serves, nothing that a browser would keep. */
    static void assertIsGuarded(Wire.Reply reply) {
        assertThat(all(reply, "Cache-Control")).containsExactly("no-store");
        assertThat(all(reply, "X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(all(reply, "Referrer-Policy")).containsExactly("no-referrer");
        assertThat(all(reply, "Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(all(reply, "X-Request-Id")).singleElement().asString().matches("[a-z2-7]{20}");
        assertThat(all(reply, "Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval", "*");
        for (String name : List.of("Server", "X-Powered-By", "Set-Cookie", "ETag", "Access-Control-Allow-Origin")) {
            assertThat(all(reply, name)).as(name).isEmpty();
        }
        assertThat(reply.head().toLowerCase(Locale.ROOT)).doesNotContain("jetty", "javalin");
        assertThat(reply.head()).doesNotContain(CANARY);
    }

    private static List<String> all(Wire.Reply reply, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return reply.head()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .toList();
    }

    @Test
    void every_route_answers_with_them_whether_it_serves_or_refuses() throws IOException {
        for (Route route : server.server.table()) {
            Client.Reply upload = server.as("alice").upload(new Form().file("a.txt", "x"));
            String target = route.path()
                    .replace("{id}", upload.session())
                    .replace("{file_id}", upload.at("/files/0/file_id").textValue())
                    .replace("{file}", "page.js");
            for (String who : List.of("mallory", "alice")) {
                assertIsGuarded(RawRequest.of(route, target, who).sendForStart(server.port()));
            }
            assertIsGuarded(RawRequest.by("", route, target).sendForStart(server.port()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /canary7yellow HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROPFIND /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "canary7yellow / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/sessions?canary7yellow=%zz HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\n\r\n",
                "GET /%2fcanary7yellow HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nExpect: canary7yellow\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nbroken canary7yellow\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: canary7yellow\r\nOrigin: https://canary7yellow\r\n\r\n",
                "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: canary7yellow\r\n\r\n",
                "POST /api/v1/chat/send HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type:"
                        + " text/canary7yellow\r\nContent-Length: 2\r\n\r\n{}",
                "\u0016\u0003\u0001\u0000canary7yellow\r\n\r\n"
            })
    void the_engine_s_own_refusals_carry_them_and_repeat_nothing(String request) throws IOException {
        Wire.Reply reply = Wire.once(server.port(), request);
        assertThat(reply.status()).isBetween(400, 505);
        assertIsGuarded(reply);
        ProblemAssert.assertIsProblem(reply);
        assertThat(reply.body()).doesNotContain(CANARY);
    }

    @Test
    void heads_that_are_too_large_are_refused_with_them() throws IOException {
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        Wire.Reply target = Wire.once(server.port(), "GET /" + CANARY.repeat(2_000) + host + "\r\n");
        assertThat(target.status()).isEqualTo(414);
        assertIsGuarded(target);
        Wire.Reply headers =
                Wire.once(server.port(), "GET /health" + host + "X-A: " + CANARY.repeat(2_000) + "\r\n\r\n");
        assertThat(headers.status()).isEqualTo(431);
        assertIsGuarded(headers);
    }
}
