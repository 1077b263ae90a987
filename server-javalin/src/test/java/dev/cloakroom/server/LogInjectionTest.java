package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * R12: nothing that a client sends forges a line of a log, moves the cursor of who reads it, or turns its text around.
 */
class LogInjectionTest {

    private static final Pattern HARMFUL =
            Pattern.compile("[\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]");
    private static final String FORGED = "WARN cloakroom.security Session hijacking attempt: user=\"victim\"";
    /** What HTTP lets through as text: line and paragraph separators, overrides, isolates, quotes, backslashes. */
    private static final String NASTY = "a\u2028" + FORGED + "\u2029\u202E\u2066\u061C\u200F\"\\u000a\\n%0a{}${jndi:x}";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Queue<String> text = new ConcurrentLinkedQueue<>();
    private final Queue<String> json = new ConcurrentLinkedQueue<>();
    private final Encoder<ILoggingEvent> shipped =
            ((ConsoleAppender<ILoggingEvent>) root.getAppender("console")).getEncoder();
    private final AuditEncoder encoder = new AuditEncoder();
    private final AppenderBase<ILoggingEvent> both = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            text.add(new String(shipped.encode(event), StandardCharsets.UTF_8));
            if (event.getLoggerName().startsWith("cloakroom.")) {
                json.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
            }
        }
    };
    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start("access-log", "on", "max-sessions", "1");
        both.start();
        root.addAppender(both);
    }

    @AfterEach
    void stop() {
        var unused = root.detachAppender(both);
        server.close();
    }

    @Test
    void R12_no_user_name_agent_or_file_name_bends_a_line() throws Exception {
        String session = server.as("alice").open();
        String utf8 = new String(NASTY.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String header : List.of("X-User-Id", "User-Agent", "Referer", "X-Forwarded-For", "Idempotency-Key")) {
            String who = header.equals("X-User-Id") ? "" : "X-User-Id: mallory\r\n";
            ask("GET /api/v1/sessions/" + session, who + header + ": " + utf8 + "\r\n");
        }
        Client nasty = server.nobody();
        String user = "\"user_id\":" + Client.json(NASTY);
        nasty.post("/api/v1/chat/send", "{\"message\":\"m\",\"session_id\":\"" + session + "\"," + user + "}")
                .expect(403);
        nasty.post("/api/v1/sessions", "{" + user + "}").expect(201);
        nasty.post("/api/v1/sessions", "{" + user + "}").expect(409);
        String put = "{\"access\":\"read\",\"user\":" + Client.json(NASTY) + "}";
        server.as("alice").put("/api/v1/sessions/" + session + "/grants", put).expect(200);
        server.as("alice").chat("m", NASTY.replace("\u2028", "\r\n")).expect(400);
        server.as("alice")
                .send(
                        "POST",
                        "/api/v1/sessions/" + session + "/files",
                        Form.TYPE,
                        BodyPublishers.ofByteArray(
                                new Form().file("f.txt", NASTY).bytes()))
                .expect(201);
        assertLogsAreWhole();
        assertThat(text).anyMatch(line -> line.contains("\\u2028") && line.contains(Level.WARN.toString()));
    }

    @Test
    void R12_what_the_engine_refuses_bends_no_line() throws Exception {
        for (String request : List.of(
                "GET /\u001B[2J\u0007 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%0d%0a" + "WARN HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\u001B]0;title\u0007 / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "G\u0008ET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/sessions/%E2%80%AE%E2%80%A8x HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\n\r\n",
                "GET /api/v1/sessions?%0a=%0d&after=%1b HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a\r\tb\u001B[31m\r\n\r\n",
                "GET /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\u0085b\u009Bc\r\n\r\n")) {
            assertThat(Wire.once(server.port(), request).status()).isGreaterThanOrEqualTo(200);
        }
        assertLogsAreWhole();
    }

    @Test
    void R12_a_message_that_holds_control_characters_loses_them_on_its_way_out() {
        LoggerFactory.getLogger("cloakroom.test").warn("a\u001B[2Jb\rc\u2028d\u202Ee\u0085f");
        assertThat(text).singleElement().asString().contains("a?[2Jb?c?d?e?f");
        assertThat(json).singleElement().asString().matches("\\p{ASCII}*\n").contains("\\u001B[2Jb\\rc\\u2028d");
    }

    private void ask(String line, String headers) throws IOException {
        var unused = Wire.once(server.port(), line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    /** Each event is one line, its beginning is the log's own, and no character in it is more than a character. */
    private void assertLogsAreWhole() {
        assertThat(text).isNotEmpty().allSatisfy(line -> {
            assertThat(line).endsWith("\n").doesNotContainPattern(HARMFUL).matches("20[0-9-]{8}T[^\n]*\n");
            assertThat(line.split("hijacking attempt|Limit reached|GRANTED: ", -1)[0])
                    .doesNotContain("victim");
        });
        assertThat(json).isNotEmpty().allSatisfy(line -> {
            assertThat(line).matches("\\{\\p{ASCII}*}\n").doesNotContainPattern(HARMFUL);
            assertThat(Client.MAPPER.readTree(line).path("user").asText()).isNotEqualTo("victim");
        });
    }
}
