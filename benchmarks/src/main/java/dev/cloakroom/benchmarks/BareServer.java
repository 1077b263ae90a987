package dev.cloakroom.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The same two routes in the fewest lines: reads the same JSON into a tree, answers with the same document, and neither
 * checks nor keeps anything. Its process has the same flags and the same classes of Javalin, Jetty and Jackson as the
 * server it stands beside.
 */
public final class BareServer {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AtomicLong seq = new AtomicLong();

    private BareServer() {}

    /** Listens on a free port of the loopback address and prints where. */
    public static void main(String[] args) {
        BareServer bare = new BareServer();
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.concurrency.useVirtualThreads = true;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.routes.post("/api/v1/sessions/{id}/messages", bare::messages);
            config.routes.post("/api/v1/chat/send", bare::chat);
        });
        int port = javalin.start("127.0.0.1", 0).port();
        System.out.println("bare server on http://127.0.0.1:" + port);
    }

    private void messages(Context context) throws IOException {
        JsonNode message =
                MAPPER.readTree(context.bodyAsBytes()).path("messages").path(0);
        ObjectNode answer = MAPPER.createObjectNode();
        ObjectNode added = answer.putArray("data").addObject();
        long place = view(
                added, message.path("role").asText(), message.path("content").asText(), context.header("X-User-Id"));
        answer.put("last_seq", place);
        send(context, 201, answer);
    }

    private void chat(Context context) throws IOException {
        JsonNode request = MAPPER.readTree(context.bodyAsBytes());
        String message = request.path("message").asText();
        ObjectNode answer = MAPPER.createObjectNode();
        answer.put("session_id", request.path("session_id").asText());
        answer.put("new_session", false);
        long asked = view(answer.putObject("message"), "user", message, context.header("X-User-Id"));
        long replied = view(answer.putObject("reply"), "assistant", message, context.header("X-User-Id"));
        if (replied <= asked) {
            throw new IllegalStateException("the counter went back");
        }
        send(context, 200, answer);
    }

    private long view(ObjectNode view, String role, String content, @Nullable String author) {
        long place = seq.incrementAndGet();
        view.put("seq", place);
        view.put("role", role);
        view.put("content", content);
        view.put("author", author);
        view.put("created_at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        view.putObject("metadata");
        return place;
    }

    private static void send(Context context, int status, ObjectNode answer) throws IOException {
        context.status(status).contentType("application/json").result(MAPPER.writeValueAsBytes(answer));
    }
}
