package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins may read answers only where an origin was named, and then only those of that origin. */
class CrossOriginTest {

    private static final String APP = "https://app.example.com";
    private static final String KEY = "key-of-the-service";

    private static LiveServer closed;
    private static LiveServer open;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        String keys = Files.writeString(folder.resolve("keys"), KEY).toString();
        closed = LiveServer.start("auth", "proxy", "service-key-file", keys);
        open = LiveServer.start(
                "auth", "proxy", "service-key-file", keys, "cors-origin", APP + ",http://localhost:3000");
    }

    @AfterAll
    static void stop() {
        closed.close();
        open.close();
    }

    private static Wire.Reply ask(LiveServer server, String method, String origin, String more) throws IOException {
        return Wire.once(
                server.port(),
                method + " /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY
                        + "\r\nX-User-Id: alice\r\nOrigin: " + origin + "\r\n" + more + "\r\n");
    }

    private static Wire.Reply preflight(LiveServer server, String origin) throws IOException {
        return Wire.once(
                server.port(),
                "OPTIONS /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: authorization, idempotency-key\r\n\r\n");
    }

    private static void assertSharesNothing(Wire.Reply reply) {
        assertThat(reply.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control-");
    }

    @Test
    void without_the_flag_nothing_is_shared_and_nothing_depends_on_the_origin() throws IOException {
        Wire.Reply reply = ask(closed, "GET", APP, "");
        assertThat(reply.status()).isEqualTo(200);
        assertSharesNothing(reply);
        assertThat(reply.header("Vary")).isEmpty();
        Wire.Reply preflight = preflight(closed, APP);
        assertThat(preflight.status()).isEqualTo(405);
        assertSharesNothing(preflight);
    }

    @ParameterizedTest
    @ValueSource(strings = {APP, "http://localhost:3000"})
    void an_origin_that_was_named_may_read_answers_and_refusals(String origin) throws IOException {
        for (Wire.Reply reply : new Wire.Reply[] {
            ask(open, "GET", origin, ""), ask(open, "PUT", origin, ""), ask(open, "GET", origin, "X-User-Id: two\r\n")
        }) {
            assertThat(reply.header("Access-Control-Allow-Origin")).hasValue(origin);
            assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(reply.header("Vary").orElse("")).containsIgnoringCase("Origin");
            assertThat(reply.header("Access-Control-Expose-Headers").orElse(""))
                    .contains("X-Request-Id", "Retry-After", "RateLimit", "Idempotent-Replayed", "Location");
        }
        Wire.Reply preflight = preflight(open, origin);
        assertThat(preflight.status()).isBetween(200, 204);
        assertThat(preflight.body()).isEmpty();
        assertThat(preflight.header("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("POST", "PATCH", "DELETE");
        assertThat(preflight.header("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization", "Idempotency-Key", "Content-Type");
        assertThat(preflight.header("Access-Control-Max-Age")).hasValue("600");
        assertThat(preflight.header("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com.evil.test",
                "https://app-example.com",
                "https://appXexample.com",
                "http://app.example.com",
                "https://app.example.com:8443",
                "https://evil.test",
                "https://app.example.com https://evil.test",
                "null",
                "*"
            })
    void any_other_origin_gets_nothing_that_lets_it_read(String origin) throws IOException {
        Wire.Reply reply = ask(open, "GET", origin, "");
        assertSharesNothing(reply);
        assertThat(reply.header("Vary").orElse("")).containsIgnoringCase("Origin");
        Wire.Reply preflight = preflight(open, origin);
        assertThat(preflight.status()).isEqualTo(405);
        assertSharesNothing(preflight);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "app.example.com",
                "https://app.example.com/",
                "https://APP.example.com",
                "https://app.example.com:443",
                "http://app.example.com:80",
                "https://user@app.example.com",
                "ftp://app.example.com",
                "https://a.example.com,",
                "https://*.example.com"
            })
    void what_no_browser_sends_as_an_origin_is_refused_at_the_start(String origins) {
        assertThatThrownBy(() -> LiveServer.settings("cors-origin", origins))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("--cors-origin");
    }
}
