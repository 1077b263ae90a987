package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A client as someone outside would write it. Every answer it gets is held against the description that the server
 * ships. Immutable.
 */
final class Client {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Whichever instance is next. */
    private static final int ANY = 0;

    private final LiveServer server;
    private final Map<String, String> headers;
    private final int port;

    Client(LiveServer server, Map<String, String> headers) {
        this(server, headers, ANY);
    }

    private Client(LiveServer server, Map<String, String> headers, int port) {
        this.server = server;
        this.headers = Map.copyOf(headers);
        this.port = port;
    }

    /** The same client by another way, such as a proxy. */
    Client through(int otherPort) {
        return new Client(server, headers, otherPort);
    }

    /** One answer, read to its end. */
    static final class Reply {

        private final int status;
        private final HttpHeaders headers;
        private final byte[] bytes;

        private Reply(HttpResponse<byte[]> response) {
            this.status = response.statusCode();
            this.headers = response.headers();
            this.bytes = response.body();
        }

        int status() {
            return status;
        }

        HttpHeaders headers() {
            return headers;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        @CanIgnoreReturnValue
        Reply expect(int expected) {
            assertThat(status).as("%s", this).isEqualTo(expected);
            return this;
        }

        /** One of these. */
        @CanIgnoreReturnValue
        Reply expectAny(Integer... expected) {
            assertThat(status).as("%s", this).isIn((Object[]) expected);
            return this;
        }

        /** A problem of this status and code. */
        @CanIgnoreReturnValue
        Reply expect(int expected, String code) {
            expect(expected);
            assertThat(json().path("code").asText()).isEqualTo(code);
            return this;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        JsonNode at(String pointer) {
            return json().at(pointer);
        }

        String session() {
            return at("/session_id").textValue();
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        boolean replayed() {
            return header("Idempotent-Replayed").equals("true");
        }

        /** The contents of a list of messages. */
        List<String> contents() {
            return at("/data").findValuesAsText("content");
        }

        /** The places of a list of messages. */
        List<Long> seqs() {
            return at("/data").findValues("seq").stream()
                    .map(JsonNode::longValue)
                    .toList();
        }

        @Override
        public String toString() {
            return status + " " + (bytes.length > 1_000 ? bytes.length + " bytes" : text());
        }
    }

    /** The same client with one more header. */
    Client with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Client(server, more, port);
    }

    Client keyed(String key) {
        return with("Idempotency-Key", key);
    }

    Reply head(String path) {
        return send("HEAD", path, "", BodyPublishers.noBody());
    }

    Reply get(String path) {
        return send("GET", path, "", BodyPublishers.noBody());
    }

    Reply delete(String path) {
        return send("DELETE", path, "", BodyPublishers.noBody());
    }

    Reply post(String path) {
        return send("POST", path, "", BodyPublishers.noBody());
    }

    Reply post(String path, String json) {
        return send("POST", path, "application/json", BodyPublishers.ofString(json));
    }

    Reply put(String path, String json) {
        return send("PUT", path, "application/json", BodyPublishers.ofString(json));
    }

    Reply patch(String path, String json) {
        return send("PATCH", path, "application/json", BodyPublishers.ofString(json));
    }

    Reply upload(Form form) {
        return send("POST", "/api/v1/uploads", Form.TYPE, BodyPublishers.ofByteArray(form.bytes()));
    }

    /** Adds files to a session. */
    Reply addFiles(String session, Form form) {
        String path = "/api/v1/sessions/" + session + "/files";
        return send("POST", path, Form.TYPE, BodyPublishers.ofByteArray(form.bytes()));
    }

    /** Opens a session and returns its id. */
    @CanIgnoreReturnValue
    String open() {
        return post("/api/v1/sessions").expect(201).session();
    }

    /** Sends a message without naming a session. */
    Reply chat(String message) {
        return chat(Map.of("message", message));
    }

    /** Sends a message into a session. */
    Reply chat(String message, String session) {
        return chat(Map.of("message", message, "session_id", session));
    }

    Reply chat(Map<String, ?> body) {
        return post("/api/v1/chat/send", json(body));
    }

    /** Appends messages of the user. */
    Reply append(String session, String... contents) {
        return post(messages(session), batch(contents));
    }

    Reply history(String session) {
        return get(messages(session) + "?limit=200");
    }

    static String batch(String... contents) {
        return json(Map.of(
                "messages",
                Stream.of(contents)
                        .map(content -> Map.of("role", "user", "content", content))
                        .toList()));
    }

    static String messages(String session) {
        return "/api/v1/sessions/" + session + "/messages";
    }

    static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply send(String method, String path, String mediaType, BodyPublisher body) {
        int to = port == ANY ? server.port() : port;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        headers.forEach(request::header);
        if (!mediaType.isEmpty()) {
            request.header("Content-Type", mediaType);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            Reply reply = new Reply(response);
            server.description.check(method, path, reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
