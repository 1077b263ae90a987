package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.BodyLimits;
import dev.cloakroom.server.http.EngineSettings;
import dev.cloakroom.server.http.Pace;
import dev.cloakroom.server.http.UploadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody gets a thread for long, or many of them, by sending a body slowly. */
class SlowBodyTest {

    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMillis(600);

    @RegisterExtension
    static final TestServer SERVER = new TestServer(
            EngineSettings.on("127.0.0.1", 0),
            new BodyLimits(1 << 20, UploadLimits.standard(), new Pace(PATIENCE, 64 << 10, AT_ONCE)));

    private static String head(String path, String type, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type: " + type
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String json(int length) {
        return head("/json", "application/json", length);
    }

    /** Sends a byte now and then until an answer begins. */
    private static Wire.Reply trickle(Wire wire) throws Exception {
        while (!wire.hasAnswer()) {
            var unused = wire.send("x");
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return wire.read();
    }

    @ParameterizedTest
    @CsvSource({"/json,application/json", "/upload,multipart/form-data;boundary=xxxx"})
    void a_body_that_trickles_in_is_408(String path, String type) throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String start = path.equals("/upload")
                    ? "--xxxx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
                    : "{\"text\":\"";
            Wire.Reply reply = trickle(wire.send(head(path, type, 100_000) + start));
            assertThat(reply.status()).isEqualTo(408);
            ProblemAssert.assertIsProblem(reply);
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_body_that_stops_is_408_long_before_the_connection_counts_as_idle() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            assertThat(wire.send(json(100) + "{").read().status()).isEqualTo(408);
        }
    }

    @Test
    void a_large_upload_may_take_longer_as_long_as_it_comes_steadily() throws Exception {
        String start = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n";
        String end = "\r\n--b--\r\n";
        int pieces = 20;
        int pieceBytes = 16 << 10;
        try (Wire wire = new Wire(SERVER.port())) {
            int length = start.length() + pieces * pieceBytes + end.length();
            var unused = wire.send(head("/upload", "multipart/form-data;boundary=b", length) + start);
            for (int i = 0; i < pieces; i++) {
                unused = wire.send(new byte[pieceBytes]);
                TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis() * 2 / pieces);
            }
            assertThat(wire.send(end).read().status()).isEqualTo(201);
        }
    }

    @Test
    void a_connection_is_as_patient_as_before_when_its_body_is_read() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            var unused = wire.send(json(2));
            TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis() / 2);
            assertThat(wire.send("{}").read().status()).isEqualTo(200);
            TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis() * 2);
            assertThat(wire.send(json(2) + "{}").read().status()).isEqualTo(200);
        }
    }

    @Test
    void only_so_many_bodies_are_waited_for_and_the_rest_of_the_server_answers() throws Exception {
        List<Wire> slow = new ArrayList<>();
        try {
            int refused = 0;
            while (refused == 0) {
                Wire wire = new Wire(SERVER.port());
                slow.add(wire.send(json(100)));
                TimeUnit.MILLISECONDS.sleep(20);
                refused += wire.hasAnswer() ? 1 : 0;
            }
            Wire.Reply reply = slow.get(slow.size() - 1).read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("retry-after")).isPresent();
            ProblemAssert.assertIsProblem(reply);
            assertThat(SERVER.get("/open").statusCode()).isEqualTo(200);
            // a body that came with its headers waits for nobody
            assertThat(Wire.once(SERVER.port(), json(2) + "{}").status()).isEqualTo(200);
        } finally {
            for (Wire wire : slow) {
                wire.close();
            }
        }
        SERVER.awaitIdle();
        assertThat(slow).hasSizeGreaterThan(AT_ONCE);
        // every place is free again
        try (Wire wire = new Wire(SERVER.port())) {
            var unused = wire.send(json(2));
            TimeUnit.MILLISECONDS.sleep(20);
            assertThat(wire.send("{}").read().status()).isEqualTo(200);
        }
    }
}
