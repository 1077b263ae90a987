package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.StoreUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How the server says how it is, and how it stops. */
class StatusTest {

    @Test
    void health_has_details_in_dev() {
        try (LiveServer server = LiveServer.start()) {
            JsonNode health = server.nobody().get("/health").expect(200).json();
            assertThat(health.get("status").textValue()).isEqualTo("healthy");
            assertThat(health.get("store").textValue())
                    .isEqualTo(Backend.chosen().storeName());
            assertThat(health.get("instances").intValue())
                    .isEqualTo(Backend.chosen().instances());
            assertThat(health.get("version_skew").booleanValue()).isFalse();
            assertThat(health.get("version").textValue()).isNotEmpty();
            assertThat(health.get("instance").textValue()).isNotEmpty();
            server.nobody().get("/livez").expect(200);
            server.nobody().get("/readyz").expect(200);
        }
    }

    @Test
    void a_store_that_is_down_is_unhealthy_and_503_everywhere() throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        try (LiveServer server = LiveServer.behind(store -> failing(store, down))) {
            String session = server.as("alice").open();
            down.set(true);
            server.nobody().get("/livez").expect(200);
            server.nobody().get("/readyz").expect(503);
            assertThat(server.nobody().get("/health").expect(503).at("/status").textValue())
                    .isEqualTo("unhealthy");
            for (Route route : server.server.table()) {
                if (route.kind() != Route.Kind.OPEN) {
                    String target = route.path().replace("{id}", session).replace("{file_id}", session);
                    Wire.Reply reply = RawRequest.of(route, target, "alice").send(server.port());
                    assertThat(reply.status()).as("%s", route).isEqualTo(503);
                    assertThat(reply.body()).contains("\"code\":\"store_unavailable\"");
                    assertThat(reply.header("Retry-After")).isPresent();
                    ProblemAssert.assertIsProblem(reply);
                }
            }
            down.set(false);
            server.nobody().get("/health").expect(200);
            assertThat(server.as("alice").get("/api/v1/sessions").at("/data")).hasSize(1);
        }
    }

    /** The store, of which every step fails while it is down. */
    private static SessionStore failing(SessionStore store, AtomicBoolean down) {
        return (SessionStore) failing(store, down, SessionStore.class);
    }

    private static Object failing(Object part, AtomicBoolean down, Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            boolean step = !List.of("limits", "name", "history", "artifacts", "names", "instances", "close")
                    .contains(method.getName());
            if (step && down.get()) {
                throw new StoreUnavailable("the store is down");
            }
            try {
                Object result = method.invoke(part, args);
                if (result instanceof Optional<?> found && found.orElse(null) instanceof InstanceStore instances) {
                    return Optional.of(failing(instances, down, InstanceStore.class));
                }
                return result instanceof HistoryStore
                        ? failing(result, down, HistoryStore.class)
                        : result instanceof ArtifactStore ? failing(result, down, ArtifactStore.class) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void a_draining_server_is_live_and_not_ready_and_finishes_the_chat_it_accepted() throws Exception {
        BlockingResponder responder = new BlockingResponder();
        try (LiveServer server = // pinned: it is the instance that stops that finishes what it accepted
                        LiveServer.answeredBy(responder, "drain-delay", "1s").pinned();
                AtOnce one = new AtOnce(1);
                Wire open = new Wire(server.port());
                Wire later = new Wire(server.port())) {
            String get = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(open.send("GET /readyz" + get).read().status()).isEqualTo(200);
            List<Future<Client.Reply>> chat = one.begin(i -> server.as("alice").chat("wait", "a-name"));
            responder.awaitEntered(1);
            CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(server.server::stop);
            Wire.Reply last = open.send("GET /readyz" + get).read();
            while (last.header("Connection").isEmpty()) {
                assertThat(last.status()).isEqualTo(200);
                last = open.send("GET /readyz" + get).read();
            }
            assertThat(last.header("Connection")).hasValue("close");
            assertThat(last.status()).isIn(200, 503); // the request that met the stop may have been there before it
            Wire.Reply ready = later.send("GET /readyz" + get).read();
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
