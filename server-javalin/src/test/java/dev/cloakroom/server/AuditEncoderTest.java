package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.session.Principal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The security log as JSON: one object a line, whose members are those of the text. */
class AuditEncoderTest {

    private static JsonNode encoded(String pattern, Object... arguments) throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger("cloakroom.security");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, pattern, null, arguments);
        byte[] line = new AuditEncoder().encode(event);
        assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
        return Client.MAPPER.readTree(line);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void the_words_are_the_event_and_the_names_are_the_members() throws IOException {
        JsonNode event = encoded(
                "Session hijacking attempt: session={} user=\"{}\" operation=\"{}\" reason={}",
                "00112233445566aa",
                new Principal("red", "alice"),
                "claim read",
                "FOREIGN");
        assertThat(names(event))
                .containsExactly(
                        "time", "level", "logger", "event", "session", "user", "tenant", "operation", "reason");
        assertThat(event.path("event").textValue()).isEqualTo("Session hijacking attempt");
        assertThat(event.path("level").textValue()).isEqualTo("WARN");
        assertThat(event.path("logger").textValue()).isEqualTo("cloakroom.security");
        assertThat(event.path("time").textValue()).matches("20..-..-..T..:..:..(\\.\\d+)?Z");
        assertThat(event.path("user").textValue()).isEqualTo("alice");
        assertThat(event.path("tenant").textValue()).isEqualTo("red");
    }

    @Test
    void words_may_have_values_too_and_numbers_stay_numbers() throws IOException {
        JsonNode event = encoded("Session {}: session={} status={}", "REVOKED", "00", 200);
        assertThat(event.path("event").textValue()).isEqualTo("Session REVOKED");
        assertThat(event.path("session").textValue()).isEqualTo("00");
        assertThat(event.path("status").isInt()).isTrue();
    }

    @Test
    void no_value_passes_for_a_member_or_a_line() throws IOException {
        String nasty = "x\", \"reason\":\"NONE\"}\n{\"event\":\"forged\" reason={} \u2028";
        JsonNode event = encoded("Denied: user=\"{}\" reason={}", nasty, "FOREIGN");
        assertThat(names(event)).containsExactly("time", "level", "logger", "event", "user", "reason");
        assertThat(event.path("user").textValue()).isEqualTo(nasty);
        assertThat(event.path("reason").textValue()).isEqualTo("FOREIGN");
    }

    @Test
    void a_message_without_values_is_the_event() throws IOException {
        assertThat(encoded("just words").path("event").textValue()).isEqualTo("just words");
    }

    @Test
    void the_command_writes_both_logs_as_json() throws Exception {
        try (ServerProcess server = ServerProcess.start("--audit-format", "json", "--access-log", "on")) {
            var unused = Wire.once(
                    server.port(), "GET /api/v1/sessions/x HTTP/1.1\r\nHost: localhost\r\nX-User-Id: mallory\r\n\r\n");
            JsonNode denied = Client.MAPPER.readTree(server.awaitLine("hijacking"));
            JsonNode request = Client.MAPPER.readTree(server.awaitLine("cloakroom.access"));
            assertThat(denied.path("event").textValue()).isEqualTo("Session hijacking attempt");
            assertThat(denied.path("user").textValue()).isEqualTo("mallory");
            assertThat(request.path("status").intValue()).isEqualTo(403);
            assertThat(request.path("request")).isEqualTo(denied.path("request"));
            assertThat(request.path("session")).isEqualTo(denied.path("session"));
        }
    }
}
