package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.BodyLimits;
import dev.cloakroom.server.http.EngineSettings;
import dev.cloakroom.server.http.Idle;
import dev.cloakroom.server.http.Pace;
import dev.cloakroom.server.http.UploadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody keeps a thread for long by taking answers slowly. */
class SlowReaderTest {

    private static final Duration PATIENCE = Duration.ofMillis(600);

    private static final int AT_ONCE = 4;
    /** Of 50 ms, together less than it takes until an engine by itself ends a connection that takes nothing. */
    private static final int MOST_ROUNDS = 200;

    private static final int RATE = 1 << 20;

    @RegisterExtension
    static final TestServer SERVER = new TestServer(
            EngineSettings.on("127.0.0.1", 0),
            new BodyLimits(1 << 20, UploadLimits.standard(), new Pace(PATIENCE, RATE, AT_ONCE)));

    /** A client whose side of the connection keeps little. */
    private static Socket asking(TestServer server, String path, int times) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        ask(socket, path, times);
        return socket;
    }

    private static void ask(Socket socket, String path, int times) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\n\r\n";
        socket.getOutputStream().write(request.repeat(times).getBytes(StandardCharsets.US_ASCII));
    }

    /** Takes a little now and then until the server has ended the connection, then the rest; tells how much it was. */
    private static long trickle(Socket socket, int bytes) throws Exception {
        long taken = 0;
        try {
            for (int i = 0; i == 0 || (i < MOST_ROUNDS && !Idle.connectedToNobody(SERVER.engine)); i++) {
                taken += socket.getInputStream().readNBytes(bytes).length;
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(Idle.connectedToNobody(SERVER.engine)).isTrue();
            return taken + socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            SERVER.awaitIdle();
            return taken;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/large", "/large-json"})
    void a_large_answer_that_is_taken_bit_by_bit_breaks_off(String path) throws Exception {
        try (Socket socket = asking(SERVER, path, 1)) {
            assertThat(trickle(socket, 100)).isPositive().isLessThan(TestServer.LARGE / 2);
        }
    }

    @Test
    void short_answers_that_are_taken_bit_by_bit_add_up() throws Exception {
        int times = 30_000;
        try (Socket socket = asking(SERVER, "/open", times)) {
            assertThat(trickle(socket, 2 * 1024)).isPositive().isLessThan(times * 200L);
        }
    }

    @Test
    void only_so_many_are_waited_for_and_the_rest_of_the_server_answers() throws Exception {
        Pace patient = new Pace(Duration.ofSeconds(60), RATE, AT_ONCE);
        List<Socket> slow = new ArrayList<>();
        try (TestServer crowded = new TestServer(
                EngineSettings.on("127.0.0.1", 0).withThreads(50),
                new BodyLimits(1 << 20, UploadLimits.standard(), patient))) {
            for (int i = 0; i < 3 * AT_ONCE; i++) {
                slow.add(asking(crowded, "/large", 1));
            }
            for (Socket socket : slow) {
                assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(crowded.get("/open").statusCode()).isEqualTo(200);
                awaitWaiting(crowded, AT_ONCE);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            // whoever goes leaves a place
            for (Socket socket : slow) {
                socket.close();
            }
            crowded.awaitIdle();
            slow.add(asking(crowded, "/large", 1));
            TimeUnit.MILLISECONDS.sleep(500);
            awaitWaiting(crowded, 1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void awaitWaiting(TestServer crowded, int clients) throws InterruptedException {
        for (int i = 0; i < 200 && crowded.traffic.inFlight() != clients; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(crowded.traffic.inFlight()).isEqualTo(clients);
    }

    @Test
    void a_large_answer_that_is_taken_evenly_and_a_little_faster_than_the_pace_is_whole() throws Exception {
        int piece = 16 * 1024;
        long nanosAPiece = TimeUnit.SECONDS.toNanos(piece) * 4 / (RATE * 5L);
        // of a client whose system takes what it can, so that this one's may keep as much as it likes, too
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port())) {
            ask(socket, "/large", 1);
            InputStream in = socket.getInputStream();
            long start = System.nanoTime();
            for (int i = 1; i * piece <= TestServer.LARGE / 2; i++) {
                assertThat(in.readNBytes(piece)).hasSize(piece);
                TimeUnit.NANOSECONDS.sleep(start + i * nanosAPiece - System.nanoTime());
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(PATIENCE.multipliedBy(5));
            assertThat(in.readNBytes(TestServer.LARGE / 2)).hasSize(TestServer.LARGE / 2);
        }
    }

    @Test
    void a_connection_that_waits_between_its_requests_is_as_good_as_before() throws Exception {
        try (Wire wire = new Wire(SERVER.port())) {
            String request = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
            for (int i = 0; i < 3; i++) {
                assertThat(wire.send(request).read().status()).isEqualTo(200);
                TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
            }
        }
    }
}
