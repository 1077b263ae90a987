package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's jar as it is shipped, and this store's jar beside it: runs after both were packaged. */
class ShippedJarsTest {
    private static final Path SERVER = Path.of("..", "..", "server-javalin", "target", "server-javalin.jar");
    private static final Path STORE = Path.of("target", "custom-store.jar");
    private static final String READY = " is ready on ";
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String name = "coats-" + UUID.randomUUID();

    @TempDir
    private Path directory;

    private Process server;
    private String url;

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private String store() {
        String given = System.getenv("DATABASE_URL");
        return given == null ? "jdbc:h2:file:" + directory.resolve("sessions") : given;
    }

    /** Returns what the banner says. */
    private String start(String classPath, String... flags) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path log = directory.resolve("log-" + System.nanoTime());
        ProcessBuilder command = new ProcessBuilder(
                java.toString(), "-Xmx200m", "-cp", classPath, "dev.cloakroom.server.Main", "--port", "0");
        command.command().addAll(List.of(flags));
        server = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        while (true) {
            String said = Files.readString(log);
            int at = said.indexOf(READY);
            int end = said.indexOf('\n', Math.max(at, 0));
            if (at >= 0 && end >= 0) {
                url = said.substring(at + READY.length(), end).strip();
                return said;
            } else if (!server.isAlive()) {
                return Files.readString(log);
            }
            Thread.onSpinWait();
        }
    }

    private String both() {
        return SERVER + File.pathSeparator + STORE;
    }

    private HttpResponse<String> chat(String user, String message) throws Exception {
        String body = "{\"message\":\"" + message + "\",\"user_id\":\"" + user + "\",\"session_id\":\"" + name + "\"}";
        return http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/chat/send"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<String> history(String user, String session) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/sessions/" + session + "/messages"))
                .header("X-User-Id", user)
                .build();
        String body = http.send(request, BodyHandlers.ofString()).body();
        return CONTENT.matcher(body).results().map(found -> found.group(1)).toList();
    }

    @Test
    void a_server_that_restarts_over_a_database_still_has_the_history() throws Exception {
        assertThat(start(both(), "--store", store())).contains(READY);
        String first = chat("ann", "one").body();
        MatchResult session = Pattern.compile("\"session_id\":\"([^\"]+)\"")
                .matcher(first)
                .results()
                .findFirst()
                .orElseThrow();
        assertThat(chat("ann", "two").statusCode()).isEqualTo(200);
        assertThat(chat("ben", "mine?").statusCode()).isEqualTo(403);

        stop();
        assertThat(start(both(), "--store", store())).contains(READY);

        assertThat(history("ann", session.group(1))).containsExactly("one", "one", "two", "two");
        assertThat(chat("ben", "mine now?").statusCode()).isEqualTo(403);
        assertThat(chat("ann", "three").body()).contains("\"new_session\":false", session.group(1));
    }

    @Test
    void without_the_stores_jar_the_server_says_what_it_can_open() throws Exception {
        assertThat(start(SERVER.toString(), "--store", store()))
                .contains("--store: nothing here opens jdbc:, only memory", "has to be on the class path");
    }

    @Test
    void an_address_that_the_store_does_not_understand_is_one_line() throws Exception {
        assertThat(start(both(), "--store", "jdbc:oracle:thin:@//somewhere"))
                .contains("--store: this store is jdbc:h2:PATH or jdbc:postgresql://HOST/DATABASE");
    }

    @Test
    void a_database_that_is_not_there_is_one_line_without_its_secrets() throws Exception {
        assertThat(start(both(), "--store", "jdbc:postgresql://127.0.0.1:1/none?user=u&password=hunter2"))
                .contains("the store cannot be used: no connection to the database")
                .doesNotContain("hunter2");
    }
}
