package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R12: what the access log says of a request, and what it never does. */
class AccessLogTest {

    private static final String SECRET = "an-audit-secret-of-at-least-32-bytes";
    private static final Pattern HASH = Pattern.compile("session=([0-9a-f]{16})");

    @TempDir
    private Path folder;

    private LiveServer start(String... more) throws IOException {
        Path key = Files.writeString(folder.resolve("audit"), SECRET);
        String[] flags = new String[more.length + 2];
        System.arraycopy(more, 0, flags, 2, more.length);
        flags[0] = "audit-key-file";
        flags[1] = key.toString();
        return LiveServer.start(flags);
    }

    /** The line is written after the answer, so that a client may be quicker. */
    private static List<String> awaitLines(SecurityLog log, int count) {
        long start = System.nanoTime();
        while (log.lines().size() < count
                && System.nanoTime() - start < Duration.ofSeconds(10).toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(log.lines()).hasSize(count);
        return log.lines();
    }

    @Test
    void each_request_is_one_line_that_names_the_route_and_hides_the_session() throws Exception {
        try (LiveServer server = start("access-log", "on");
                SecurityLog log = SecurityLog.of("cloakroom.access", Level.INFO)) {
            String session = server.as("alice").open();
            assertThat(awaitLines(log, 1).get(0))
                    .contains("method=POST route=\"/api/v1/sessions\" status=201", "session=-");
            Client.Reply page = server.as("alice")
                    .with("User-Agent", "agent-canary")
                    .get("/api/v1/sessions/" + session + "/messages?limit=7&user_id=alice")
                    .expect(200);
            assertThat(awaitLines(log, 2)).hasSize(2);
            Client.Reply refused = server.as("mallory").head("/api/v1/sessions/" + session);
            assertThat(awaitLines(log, 3)).hasSize(3);
            Client.Reply unknown = server.as("alice").get("/nothing/" + session).expect(404);
            assertThat(awaitLines(log, 4).get(3)).contains("bytes=" + unknown.bytes().length + " ");
            var broken = Wire.once(server.port(), "GET /" + session + "%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            List<String> lines = awaitLines(log, 5);
            assertThat(lines.get(1))
                    .matches("INFO Request: method=GET route=\"/api/v1/sessions/\\{id}/messages\" status=200 bytes="
                            + page.bytes().length + " millis=\\d+ request=" + page.header("X-Request-Id")
                            + " session=[0-9a-f]{16}");
            assertThat(lines.get(2))
                    .contains(
                            "method=HEAD route=\"/api/v1/sessions/{id}\" status=403 bytes=0",
                            refused.header("X-Request-Id"));
            assertThat(lines.get(3)).contains("method=GET route=\"-\" status=404", "session=-");
            assertThat(broken.status()).isEqualTo(400);
            assertThat(lines.get(4))
                    .contains("route=\"-\" status=400 bytes=" + broken.body().length() + " ", "session=-");
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line)
                            .doesNotContain(session, "alice", "mallory", "limit=7", "agent-canary", "nothing"));
        }
    }

    @Test
    void it_is_off_unless_it_is_asked_for() throws Exception {
        try (LiveServer server = start();
                SecurityLog log = SecurityLog.of("cloakroom.access", Level.TRACE)) {
            server.as("alice").open();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void R12_under_an_audit_key_a_session_has_one_hash_in_both_logs_and_over_restarts() throws Exception {
        String asked = "8e03978e-40d5-43e8-bc93-6894a57f9324";
        String first = hashes(asked, "an");
        assertThat(hashes(asked, "another")).isEqualTo(first);
        Files.writeString(folder.resolve("audit"), SECRET + "!");
        try (LiveServer server = LiveServer.start(
                "access-log", "on", "audit-key-file", folder.resolve("audit").toString())) {
            assertThat(hash(server, asked)).isNotEqualTo(first);
        }
    }

    private String hashes(String asked, String instance) throws Exception {
        try (LiveServer server = start("access-log", "on");
                SecurityLog access = SecurityLog.of("cloakroom.access", Level.INFO)) {
            String denied = hash(server, asked);
            Matcher seen = HASH.matcher(awaitLines(access, 1).get(0));
            assertThat(seen.find()).isTrue();
            assertThat(seen.group(1)).as(instance).isEqualTo(denied);
            return denied;
        }
    }

    /** What the security log calls the session. */
    private static String hash(LiveServer server, String asked) {
        try (SecurityLog log = SecurityLog.listening()) {
            server.as("mallory").get("/api/v1/sessions/" + asked).expect(403);
            Matcher denied = HASH.matcher(log.attempts().get(0));
            assertThat(denied.find()).isTrue();
            return denied.group(1);
        }
    }
}
