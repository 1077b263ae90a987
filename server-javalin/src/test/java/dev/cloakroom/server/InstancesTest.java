package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R5, R6 and R8 over two instances that are killed in the middle of their work, and one Redis. */
class InstancesTest {

    private static final int WRITERS = 16;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String store = RedisServer.shared()
            .uri("prefix=i" + UUID.randomUUID().toString().substring(0, 8))
            .toString();
    private final AtomicReferenceArray<ServerProcess> instances = new AtomicReferenceArray<>(2);

    private ServerProcess instance() {
        return ServerProcess.start(
                "--store", store, "--max-concurrency", "64", "--max-messages", "200000", "--rate-limit", "0");
    }

    private HttpResponse<String> send(int instance, String user, String method, String path, String key, String body)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + instances.get(instance).port() + path))
                .timeout(Duration.ofSeconds(10))
                .header("X-User-Id", user)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String opened(String user) throws IOException {
        String body = send(0, user, "POST", "/api/v1/sessions", "", "").body();
        return Client.MAPPER.readTree(body).get("session_id").textValue();
    }

    @Test
    void R6_appends_over_two_instances_of_which_each_is_killed_are_there_once_and_in_their_places() throws Exception {
        appends(2_000);
    }

    @Test
    @Tag("full")
    void R6_50_000_appends_over_two_instances_of_which_each_is_killed_are_there_once_and_in_their_places()
            throws Exception {
        appends(50_000);
    }

    private void appends(int count) throws Exception {
        instances.set(0, instance());
        instances.set(1, instance());
        try (AtOnce writers = new AtOnce(WRITERS)) {
            String session = opened("alice");
            AtomicInteger acknowledged = new AtomicInteger();
            AtomicInteger retried = new AtomicInteger();
            List<Future<Map<String, Long>>> running = writers.begin(writer -> {
                Map<String, Long> places = new HashMap<>();
                for (int i = 0; i < count / WRITERS; i++) {
                    String content = writer + "-" + i;
                    places.put(content, append(session, content, writer + i, retried));
                    acknowledged.incrementAndGet();
                }
                return places;
            });
            for (int kill = 1; kill <= 4; kill++) {
                awaitAtLeast(acknowledged, kill * count / 6, running);
                instances.get(kill % 2).kill();
                instances.set(kill % 2, instance());
            }
            Map<String, Long> places = new HashMap<>();
            for (Future<Map<String, Long>> one : running) {
                places.putAll(one.get());
            }
            assertThat(places).hasSize(count / WRITERS * WRITERS);
            assertThat(retried).as("attempts that a kill cut off").hasValueGreaterThan(0);
            assertThat(history(session)).isEqualTo(places);
        } finally {
            instances.get(0).close();
            instances.get(1).close();
        }
    }

    /** Sends until it is acknowledged, now to one and now to the other, always with the same key. */
    private long append(String session, String content, int turn, AtomicInteger retried) {
        for (int attempt = 0; attempt < 2_000; attempt++) {
            try {
                HttpResponse<String> answer = send(
                        (turn + attempt) % 2,
                        "alice",
                        "POST",
                        Client.messages(session),
                        "key-of-" + content,
                        Client.batch(content));
                if (answer.statusCode() < 300) {
                    return Client.MAPPER
                            .readTree(answer.body())
                            .at("/data/0/seq")
                            .longValue();
                }
                assertThat(answer.statusCode()).as(answer.body()).isIn(502, 503);
            } catch (IOException cut) {
                retried.incrementAndGet();
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new IllegalStateException("never acknowledged");
    }

    /** Returns early when a writer has failed, which is found when it is asked for what it did. */
    private static void awaitAtLeast(AtomicInteger number, int wanted, List<? extends Future<?>> running) {
        while (number.get() < wanted && running.stream().noneMatch(Future::isDone)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What stands where; that there are no gaps and nothing is twice is asserted on the way. */
    private Map<String, Long> history(String session) throws IOException {
        Map<String, Long> places = new HashMap<>();
        long last = 0;
        boolean more = true;
        while (more) {
            String body = send(0, "alice", "GET", Client.messages(session) + "?limit=200&after=" + last, "", "")
                    .body();
            JsonNode page = Client.MAPPER.readTree(body);
            for (JsonNode entry : page.get("data")) {
                assertThat(entry.get("seq").longValue()).isEqualTo(++last);
                assertThat(places.put(entry.get("content").textValue(), last)).isNull();
            }
            more = page.get("has_more").booleanValue();
        }
        return places;
    }

    @Test
    void R8_after_a_revoke_on_one_instance_nothing_succeeds_on_the_other() throws Exception {
        revokes(50);
    }

    @Test
    @Tag("full")
    void R8_after_a_revoke_on_one_instance_10_000_tries_on_the_other_fail() throws Exception {
        revokes(1_000);
    }

    private void revokes(int rounds) throws Exception {
        instances.set(0, instance());
        instances.set(1, instance());
        try {
            String session = opened("alice");
            String grant = "/api/v1/sessions/" + session + "/grants";
            for (int round = 0; round < rounds; round++) {
                assertThat(send(0, "alice", "PUT", grant, "", "{\"user\":\"bob\",\"access\":\"append\"}")
                                .statusCode())
                        .isBetween(200, 204);
                assertThat(send(1, "bob", "POST", Client.messages(session), "", Client.batch("mine"))
                                .statusCode())
                        .as("so that the other instance remembers that he may")
                        .isEqualTo(201);
                assertThat(send(0, "alice", "DELETE", grant + "?user=bob", "", "")
                                .statusCode())
                        .isBetween(200, 204);
                List<Integer> tries = new ArrayList<>(AtOnce.run(5, thread -> tries(session)));
                assertThat(tries).containsOnly(403);
            }
        } finally {
            instances.get(0).close();
            instances.get(1).close();
        }
    }

    /** Writes and reads; the one status, or the sum when they differ. */
    private int tries(String session) {
        try {
            int wrote = send(1, "bob", "POST", Client.messages(session), "", Client.batch("late"))
                    .statusCode();
            int read = send(1, "bob", "GET", Client.messages(session), "", "").statusCode();
            return wrote == read ? wrote : wrote + read;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
