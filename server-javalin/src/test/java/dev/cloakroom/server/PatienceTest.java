package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.EngineSettings;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The idle timeout ends requests that do not arrive, and leaves those alone that are being answered. */
class PatienceTest {

    private static final Duration HEAD_TIME = Duration.ofMillis(900);

    @RegisterExtension
    static final TestServer SERVER = new TestServer(
            EngineSettings.on("127.0.0.1", 0).withThreads(50).withPatience(Duration.ofMillis(300), HEAD_TIME));

    @Test
    void a_request_that_takes_longer_to_answer_is_not_cut() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            var unused = wire.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(SERVER.entered.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(SERVER.release.await(1, TimeUnit.SECONDS)).isFalse();
            SERVER.release.countDown();
            assertThat(wire.read().status()).isEqualTo(200);
        }
    }

    private static String post(int length) {
        return "POST /json HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + length + "\r\n\r\n";
    }

    @Test
    void a_body_that_does_not_come_is_408() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            Wire.Reply reply = wire.send(post(100) + "{").read();
            assertThat(reply.status()).isEqualTo(408);
            ProblemAssert.assertIsProblem(reply);
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void headers_that_do_not_come_end_the_connection() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            assertThat(wire.send("GET /open HTTP/1.1\r\nHost:").isClosedByServer())
                    .isTrue();
        }
    }

    @Test
    void headers_that_trickle_in_end_the_connection_though_it_is_never_idle() throws Exception {
        long start = System.nanoTime();
        try (Wire wire = new Wire(SERVER.port())) {
            var unused = wire.send("GET /open HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            assertThat(trickle(wire)).isNotEmpty().doesNotContain("200 OK");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(HEAD_TIME, HEAD_TIME.multipliedBy(10));
    }

    @Test
    void the_second_request_on_a_connection_has_its_time_too_and_no_more() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String request = "GET /open HTTP/1.1\r\nHost: localhost\r\n";
            for (int i = 0; i < 4; i++) {
                TimeUnit.MILLISECONDS.sleep(HEAD_TIME.toMillis() / 4); // what came before costs the next one nothing
                var unused = wire.send(request).send("X-A: b\r\n");
                TimeUnit.MILLISECONDS.sleep(HEAD_TIME.toMillis() / 8);
                assertThat(wire.send("\r\n").read().status()).isEqualTo(200);
            }
            var unused = wire.send(request + "X-Slow: ");
            assertThat(trickle(wire)).doesNotContain("200 OK");
        }
    }

    @Test
    void a_head_that_comes_slowly_but_in_time_is_answered_and_its_body_has_its_own_time() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String head = post(12);
            for (int i = 0; i < head.length(); i += 20) {
                var unused = wire.send(head.substring(i, Math.min(i + 20, head.length())));
                TimeUnit.MILLISECONDS.sleep(HEAD_TIME.toMillis() / 20);
            }
            for (String part : List.of("{\"te", "xt\":", "\"a", "\"}")) {
                TimeUnit.MILLISECONDS.sleep(200);
                var unused = wire.send(part);
            }
            assertThat(wire.read().status()).isEqualTo(200);
        }
    }

    /** Sends a byte now and then until the connection ends, and tells what came back. */
    private static String trickle(Wire wire) throws Exception {
        while (!wire.hasAnswer()) {
            try {
                var unused = wire.send("x");
            } catch (SocketException closed) {
                return "closed";
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return wire.readToEnd();
    }
}
