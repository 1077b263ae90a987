package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            assertThat(nginx.raw("GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as("what an instance says has its headers once")
                    .startsWith("HTTP/1.1 404 ")
                    .containsOnlyOnce("\r\nCache-Control: ")
                    .containsOnlyOnce("\r\nX-Content-Type-Options: ")
                    .containsOnlyOnce("\r\nContent-Security-Policy: ")
                    .containsOnlyOnce("\r\nX-Request-Id: ");
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
            assertThat(nginx.accessLog()).singleElement().asString().contains(" POST 503 ");

            HttpResponse<String> large = post(nginx, "x".repeat((66 << 20) + 1));
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(large.headers().firstValue("Retry-After")).isEmpty();
            assertThat(large.body()).contains("\"code\":\"too_large\"").contains("\"status\":413");

            for (Map.Entry<String, ProblemCode> refused : refused().entrySet()) {
                requireProblem(refused.getValue(), nginx.raw(refused.getKey()));
            }
        }
    }

    /** What never reaches an instance: as it stands on the wire, and what is said of it. */
    private static Map<String, ProblemCode> refused() {
        String host = "Host: x\r\nConnection: close\r\n";
        String large = "X: " + "a".repeat(7000) + "\r\n";
        return Map.ofEntries(
                Map.entry("hello\r\n\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry("GET here HTTP/1.1\r\n" + host + "\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry("GET /../x HTTP/1.1\r\n" + host + "\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry("CONNECT x:443 HTTP/1.1\r\n" + host + "\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry("GET / HTTP/1.1\r\n" + host + host + "\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry("POST / HTTP/1.1\r\n" + host + "Content-Length: z\r\n\r\n", ProblemCode.INVALID_REQUEST),
                Map.entry(
                        "POST / HTTP/1.1\r\n" + host
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        ProblemCode.INVALID_REQUEST),
                Map.entry(
                        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                        ProblemCode.INVALID_REQUEST),
                Map.entry(
                        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                        ProblemCode.NOT_IMPLEMENTED),
                Map.entry("TRACE / HTTP/1.1\r\n" + host + "\r\n", ProblemCode.NOT_IMPLEMENTED),
                Map.entry("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n" + host + "\r\n", ProblemCode.URI_TOO_LONG),
                Map.entry("GET / HTTP/1.1\r\n" + host + large.repeat(6) + "\r\n", ProblemCode.HEADERS_TOO_LARGE),
                Map.entry("GET / HTTP/2.0\r\n" + host + "\r\n", ProblemCode.VERSION_NOT_SUPPORTED),
                Map.entry("GET /refused HTTP/1.1\r\n" + host + "\r\n", ProblemCode.NOT_FOUND),
                Map.entry("GET /metrics HTTP/1.1\r\n" + host + "\r\n", ProblemCode.NOT_FOUND));
    }

    private static void requireProblem(ProblemCode code, String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + code.status() + " ")
                .contains(
                        "\r\nContent-Type: application/problem+json\r\n",
                        "\r\nCache-Control: no-store\r\n",
                        "\r\nX-Content-Type-Options: nosniff\r\n",
                        "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
                        "\r\nReferrer-Policy: no-referrer\r\n",
                        "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
                        "\r\n\r\n{\"type\":\"urn:cloakroom:problem:" + code.code() + "\"",
                        "\"status\":" + code.status() + ",");
        Matcher id = Pattern.compile("\r\nX-Request-Id: ([0-9a-f]{32})\r\n").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        assertThat(answer).endsWith(",\"code\":\"" + code.code() + "\",\"request_id\":\"" + id.group(1) + "\"}");
    }

    @Test
    void what_is_of_operators_is_closed_until_a_network_is_let_in() throws Exception {
        try (InProcessServer server = InProcessServer.start()) {
            Path outside = Files.createDirectory(directory.resolve("outside"));
            try (Nginx nginx = Nginx.before(outside, address(server), address(server))) {
                for (String path : List.of(
                        "/api/v1/admin/overview",
                        "/api/v1/%61dmin/overview",
                        "/api//v1/admin/overview",
                        "/x/../api/v1/admin/overview",
                        "http://x/api/v1/admin/overview",
                        "/console",
                        "/console/page.js",
                        "/metrics")) {
                    requireProblem(
                            ProblemCode.NOT_FOUND,
                            nginx.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
                }
            }
            Path inside = Files.createDirectory(directory.resolve("inside"));
            try (Nginx nginx = Nginx.open(inside, address(server), address(server))) {
                Plain operator = new Plain(nginx.url());
                assertThat(operator.send("GET", "/console", "").body()).startsWith("<!doctype html>");
                assertThat(operator.send("GET", "/api/v1/admin/overview", "").statusCode())
                        .as("asked for the key by the instance")
                        .isEqualTo(401);
                assertThat(operator.send("GET", "/metrics", "").statusCode()).isEqualTo(404);
            }
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
