package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The right server is OK, whatever keeps its sessions, and one user alone proves nothing. */
@Timeout(300)
class RightServerTest {
    @Test
    void the_embedded_store_is_ok() throws IOException {
        try (InProcessServer server = InProcessServer.start()) {
            Verified verified = Verified.by(server.url(), "--users", "6", "--seconds", "2");

            assertThat(verified.output()).contains("VERDICT: OK");
            assertThat(verified.exitCode()).isZero();
            assertThat(verified.json().path("checks"))
                    .hasSize(16)
                    .allSatisfy(
                            check -> assertThat(check.path("verdict").asText()).isEqualTo("OK"));
        }
    }

    @Test
    void two_instances_on_redis_are_ok_and_both_are_seen() throws IOException {
        try (InProcessServer one = redis("verify-pair");
                InProcessServer other = redis("verify-pair")) {
            Verified verified = Verified.by(one.url(), other.url(), "--users", "6", "--seconds", "2");

            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(verified.json().path("instances")).hasSize(2);
        }
    }

    @Test
    void one_user_alone_is_inconclusive() throws IOException {
        try (InProcessServer server = InProcessServer.start()) {
            Verified verified = Verified.by(server.url(), "--users", "1", "--seconds", "1");

            assertThat(verified.verdict()).as(verified.output()).isEqualTo("INCONCLUSIVE");
            assertThat(verified.exitCode()).isEqualTo(3);
            assertThat(verified.output()).contains("one user alone cannot see another's data");
        }
    }

    @Test
    void everything_that_was_made_is_removed_and_nothing_else(@TempDir Path directory) throws Exception {
        try (InProcessServer server = InProcessServer.start()) {
            Path tokens = Files.writeString(directory.resolve("tokens"), "# of real users\nann\nben\ncleo\n");
            String unused = send(server, "ann", "POST", "{\"metadata\":{\"title\":\"her own\"}}");

            Verified verified = Verified.by(server.url(), "--tokens", tokens.toString(), "--seconds", "1");

            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(verified.json().path("users").asInt()).isEqualTo(3);
            JsonNode left = new ObjectMapper().readTree(send(server, "ann", "GET", ""));
            assertThat(left.path("data")).hasSize(1);
            assertThat(left.at("/data/0/metadata/title").asText()).isEqualTo("her own");
        }
    }

    @Test
    void many_users_who_think_are_a_load_run() throws IOException {
        try (InProcessServer server = InProcessServer.start()) {
            Verified verified = Verified.by(server.url(), "--load", "--users", "60", "--seconds", "6");

            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(verified.json().at("/latency/p99").asDouble()).isPositive();
        }
    }

    @Test
    void who_slows_down_probing_is_not_blamed_and_nothing_is_proved_that_was_not_tried() throws IOException {
        try (InProcessServer server = InProcessServer.start("probe-limit", "30")) {
            Verified verified = Verified.by(server.url(), "--users", "4", "--seconds", "1", "--patience", "2");

            assertThat(verified.violated()).as(verified.output()).isEmpty();
            assertThat(verified.exitCode()).isEqualTo(3);
            assertThat(verified.output()).contains("each user is allowed 30 refusals in 60 s");
        }
    }

    @Tag("full")
    @Test
    void the_default_limit_for_probing_leaves_twenty_users_enough() throws IOException {
        try (InProcessServer server = InProcessServer.start("probe-limit", "60")) {
            Verified verified = Verified.by(server.url(), "--seconds", "3");

            assertThat(verified.exitCode()).as(verified.output()).isZero();
        }
    }

    /** A prover that blames a right server now and then is not believed when it matters. */
    @Tag("full")
    @RepeatedTest(20)
    void both_stores_are_ok_again_and_again() throws IOException {
        try (InProcessServer memory = InProcessServer.start();
                InProcessServer redis = redis("verify-again")) {
            for (InProcessServer server : List.of(memory, redis)) {
                Verified verified = Verified.by(server.url(), "--seconds", "3");

                assertThat(verified.exitCode()).as(verified.output()).isZero();
            }
        }
    }

    private static InProcessServer redis(String prefix) {
        return InProcessServer.start(
                "store", RedisServer.shared().uri("prefix=" + prefix).toString());
    }

    private static String send(InProcessServer server, String user, String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/sessions"))
                .header("X-User-Id", user)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
