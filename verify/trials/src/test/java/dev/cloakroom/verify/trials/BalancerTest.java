package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on Redis behind nginx as it is shipped, which hands each request to the next of them. */
@Tag("full")
@Timeout(300)
class BalancerTest {
    @TempDir
    Path directory;

    @Test
    void two_instances_behind_nginx_are_ok_and_both_are_seen() throws Exception {
        String redis = RedisServer.shared().uri("prefix=verify-nginx").toString();
        try (InProcessServer one = InProcessServer.start("store", redis);
                InProcessServer other = InProcessServer.start("store", redis);
                Nginx nginx = Nginx.before(directory, address(one), address(other))) {
            Verified verified = Verified.by(nginx.url(), "--seconds", "5");

            assertThat(verified.exitCode()).as(verified.output()).isZero();
            assertThat(verified.json().path("instances")).hasSize(2);
            assertThat(nginx.accessLog())
                    .as("no path, so no id, is logged")
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("/api/") || line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"));
        }
    }

    @Test
    void what_nginx_loses_or_refuses_is_said_as_an_instance_would_say_it() throws Exception {
        try (Nginx nginx = Nginx.before(directory, "127.0.0.1:1", "127.0.0.1:2")) {
            HttpResponse<String> lost = post(nginx, "{}");
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(lost.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(lost.body()).contains("\"code\":\"outcome_unknown\"").contains("\"status\":503");

            HttpResponse<String> large = post(nginx, "x".repeat((66 << 20) + 1));
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(large.body()).contains("\"code\":\"too_large\"").contains("\"status\":413");
        }
    }

    @Test
    void the_configuration_is_what_nginx_understands() throws Exception {
        assertThat(Nginx.test(directory)).contains("test is successful").doesNotContain("[warn]", "[emerg]");
    }

    private static HttpResponse<String> post(Nginx nginx, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(nginx.url() + "/api/v1/sessions"))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static String address(InProcessServer server) {
        return server.url().replace("http://", "");
    }
}
