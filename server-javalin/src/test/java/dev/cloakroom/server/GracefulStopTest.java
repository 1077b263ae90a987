package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.server.http.GracefulStop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R14: a stop cuts no accepted request within the drain time. */
class GracefulStopTest {

    private static final String GET = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CompletableFuture<Boolean> stopping(Duration delay, Duration timeout) {
        GracefulStop stop = new GracefulStop(server.engine, delay, timeout, () -> {});
        CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(stop::stop);
        while (!server.traffic.draining()) {
            Thread.onSpinWait();
        }
        return stopping;
    }

    private void awaitNotListening() {
        while (server.port() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_running_request_is_answered_and_ends_its_connection() throws Exception {
        CompletableFuture<HttpResponse<String>> slow =
                server.client.sendAsync(server.request("/slow").build(), BodyHandlers.ofString());
        assertThat(server.entered.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> stopping = stopping(Duration.ZERO, Duration.ofSeconds(20));
        assertThatThrownBy(() -> stopping.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        server.release.countDown();
        HttpResponse<String> answer = slow.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"slow\":true}");
        assertThat(answer.headers().firstValue("connection")).hasValue("close");
        assertThat(stopping.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_open_connection_gets_one_more_answer() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            assertThat(wire.send(GET).read().header("connection")).isEmpty();
            CompletableFuture<Boolean> stopping = stopping(Duration.ZERO, Duration.ofSeconds(20));
            awaitNotListening();
            Wire.Reply reply = wire.send(GET).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(wire.isClosedByServer()).isTrue();
            assertThat(stopping.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void an_open_connection_gets_its_refusal_too() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            assertThat(wire.send(GET).read().status()).isEqualTo(200);
            CompletableFuture<Boolean> stopping = stopping(Duration.ZERO, Duration.ofSeconds(20));
            Wire.Reply reply = wire.send(GET.replace("open", "nowhere")).read();
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(stopping.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void new_connections_are_welcome_during_the_delay() throws Exception {
        CompletableFuture<Boolean> stopping = stopping(Duration.ofSeconds(1), Duration.ofSeconds(20));
        Wire.Reply reply = Wire.once(server.port(), GET);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("connection")).hasValue("close");
        assertThat(stopping.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobody_connected_means_no_waiting() throws Exception {
        assertThat(stopping(Duration.ZERO, Duration.ofHours(1)).get(5, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void a_silent_connection_does_not_hold_up_the_stop() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            assertThat(wire.send(GET).read().status()).isEqualTo(200);
            assertThat(stopping(Duration.ZERO, Duration.ofHours(1)).get(5, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_request_beyond_the_drain_time_is_cut_and_reported() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            var unused = wire.send(GET.replace("open", "slow"));
            assertThat(server.entered.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stopping(Duration.ZERO, Duration.ofMillis(100)).get(10, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    @Test
    void a_second_stop_returns_at_once() throws Exception {
        assertThat(stopping(Duration.ZERO, Duration.ofSeconds(5)).get(5, TimeUnit.SECONDS))
                .isTrue();
        assertThat(new GracefulStop(server.engine, Duration.ofHours(1), Duration.ofHours(1), () -> {}).stop())
                .isTrue();
    }

    @Test
    void clients_that_keep_asking_all_get_their_last_answer() throws Exception {
        int clients = 8;
        ExecutorService asking = Executors.newFixedThreadPool(clients);
        CountDownLatch busy = new CountDownLatch(clients);
        List<CompletableFuture<Wire.Reply>> last = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            last.add(CompletableFuture.supplyAsync(() -> askUntilClosed(busy), asking));
        }
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> stopping = stopping(Duration.ZERO, Duration.ofSeconds(20));
        asking.shutdown();
        for (CompletableFuture<Wire.Reply> answer : last) {
            assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        assertThat(stopping.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private Wire.Reply askUntilClosed(CountDownLatch busy) {
        try (Wire wire = new Wire(server.port())) {
            Wire.Reply reply = wire.send(GET).read();
            for (int asked = 1; reply.header("connection").isEmpty(); asked++) {
                if (asked == 50) {
                    busy.countDown();
                }
                reply = wire.send(GET).read();
            }
            return reply;
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }
}
