package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the server says how it is, and how it stops. */
class StatusTest {

    @Test
    void health_has_details_in_dev() {
        try (LiveServer server = LiveServer.start()) {
            JsonNode health = server.nobody().get("/health").expect(200).json();
            assertThat(health.get("status").textValue()).isEqualTo("healthy");
            assertThat(health.get("store").textValue()).isEqualTo("memory");
            assertThat(health.get("instances").intValue()).isEqualTo(1);
            assertThat(health.get("version_skew").booleanValue()).isFalse();
            assertThat(health.get("version").textValue()).isNotEmpty();
            assertThat(health.get("instance").textValue()).isNotEmpty();
            server.nobody().get("/livez").expect(200);
            server.nobody().get("/readyz").expect(200);
        }
    }

    @Test
    void a_draining_server_is_live_and_not_ready_and_finishes_the_chat_it_accepted() throws Exception {
        BlockingResponder responder = new BlockingResponder();
        try (LiveServer server = LiveServer.answeredBy(responder, "drain-delay", "1s");
                AtOnce one = new AtOnce(1);
                Wire open = new Wire(server.port())) {
            String get = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(open.send("GET /readyz" + get).read().status()).isEqualTo(200);
            List<Future<Client.Reply>> chat = one.begin(i -> server.as("alice").chat("wait", "a-name"));
            responder.awaitEntered(1);
            CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(server.server::stop);
            Wire.Reply ready = open.send("GET /readyz" + get).read();
            while (ready.status() == 200) {
                assertThat(ready.header("Connection")).isEmpty();
                ready = open.send("GET /readyz" + get).read();
            }
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"status\":\"not ready\"}");
            assertThat(ready.header("Connection")).hasValue("close");
            assertThat(server.nobody().get("/livez").expect(200).header("Connection"))
                    .isEqualTo("close");
            assertThat(chat.get(0).isDone()).isFalse();
            responder.release.countDown();
            Client.Reply answer = AtOnce.one(chat.get(0)).expect(200);
            assertThat(answer.at("/reply/content").textValue()).isEqualTo("re: wait");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(stopping.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
