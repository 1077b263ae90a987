package dev.cloakroom.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Any server that speaks Cloakroom's HTTP interface, as many users see it at once. Thread-safe. */
final class Backend {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BOUNDARY = "cloakroom-examples-boundary";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient client;

    private Backend(String url) {
        this.url = url;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /**
     * The server at this address.
     *
     * @throws IOException when nobody answers there
     * @throws IllegalArgumentException when it is no address
     */
    static Backend at(String url) throws IOException, InterruptedException {
        Backend backend = new Backend(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        HttpRequest question = backend.request("nobody", "/livez").GET().build();
        HttpResponse<Void> unused = backend.client.send(question, BodyHandlers.discarding());
        return backend;
    }

    /**
     * What the server answered.
     *
     * @param status the HTTP status, or 0 when the connection failed
     * @param json the body when it is JSON
     * @param text the body
     */
    record Reply(int status, JsonNode json, String text) {
        private static Reply of(HttpResponse<String> response) {
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Reply(response.statusCode(), isJson ? parsed(response.body()) : none(), response.body());
        }

        private static JsonNode parsed(String body) {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                return none();
            }
        }

        private static JsonNode none() {
            return MissingNode.getInstance();
        }

        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** The one refusal of someone who has no access, whatever the reason. */
        boolean isRefusal() {
            return status == 403
                    && field("code").equals("not_owner")
                    && field("detail").equals("Session does not belong to user");
        }

        String field(String name) {
            return json.path(name).asText();
        }

        /** As the reports of the outages write it: status and sentence. */
        String summary() {
            return status == 0 ? "no answer" : (status + " " + field("detail")).strip();
        }
    }

    /** Uploads one text file; {@code formId} goes along as the form's {@code session_id}. */
    CompletableFuture<Reply> upload(String user, String formId, String text) {
        String form = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"session_id\"\r\n\r\n" + formId
                + "\r\n--" + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"notes.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + text + "\r\n--" + BOUNDARY + "--\r\n";
        return send(request(user, "/api/v1/uploads")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofString(form)));
    }

    /** Sends a message and has it answered; an empty session id asks for a fresh session. */
    CompletableFuture<Reply> chat(String user, String sessionId, String message) {
        return post(user, "/api/v1/chat/send", Map.of("message", message, "session_id", sessionId));
    }

    /** Adds a message without having it answered. */
    CompletableFuture<Reply> append(String user, String session, String text) {
        List<Map<String, String>> messages = List.of(Map.of("role", "user", "content", text));
        return post(user, "/api/v1/sessions/" + session + "/messages", Map.of("messages", messages));
    }

    private CompletableFuture<Reply> post(String user, String path, Object json) {
        try {
            return send(request(user, path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(json))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    CompletableFuture<Reply> get(String user, String path) {
        return send(request(user, path).GET());
    }

    CompletableFuture<Reply> delete(String user, String path) {
        return send(request(user, path).DELETE());
    }

    private HttpRequest.Builder request(String user, String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).header("X-User-Id", user);
    }

    private CompletableFuture<Reply> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(Reply::of)
                .exceptionally(failure -> new Reply(0, Reply.none(), ""));
    }
}
