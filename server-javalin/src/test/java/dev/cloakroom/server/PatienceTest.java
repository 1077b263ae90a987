package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.EngineSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The idle timeout ends requests that do not arrive, and leaves those alone that are being answered. */
class PatienceTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(new EngineSettings("127.0.0.1", 0, 16 * 1024, Duration.ofMillis(300), 50));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_request_that_takes_longer_to_answer_is_not_cut() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            var unused = wire.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(server.entered.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.release.await(1, TimeUnit.SECONDS)).isFalse();
            server.release.countDown();
            assertThat(wire.read().status()).isEqualTo(200);
        }
    }

    @Test
    void a_body_that_does_not_come_is_408() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            String headers = "Host: localhost\r\nX-User-Id: a\r\nContent-Type: application/json\r\n";
            Wire.Reply reply = wire.send("POST /json HTTP/1.1\r\n" + headers + "Content-Length: 100\r\n\r\n{")
                    .read();
            assertThat(reply.status()).isEqualTo(408);
            ProblemTest.assertIsProblem(reply);
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void headers_that_do_not_come_end_the_connection() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            assertThat(wire.send("GET /open HTTP/1.1\r\nHost:").isClosedByServer())
                    .isTrue();
        }
    }
}
