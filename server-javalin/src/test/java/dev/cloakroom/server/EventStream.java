package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of events as a client gets them, read in the background. Thread-safe. */
final class EventStream implements AutoCloseable {

    static final Event END = new Event("", "(end)", "");
    static final Event COMMENT = new Event("", "(comment)", "");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Lines lines = new Lines();
    private final CompletableFuture<HttpResponse<Void>> response;
    private final CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();

    private EventStream(HttpRequest request) {
        response = HTTP.sendAsync(request, info -> {
            head.complete(info);
            return BodySubscribers.fromLineSubscriber(lines);
        });
        var unused = response.whenComplete((done, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure);
                events.add(END);
            }
        });
    }

    /**
     * One event, a comment or the end.
     *
     * @param id empty when it has none
     */
    record Event(String id, String name, String data) {

        JsonNode json() {
            try {
                return Client.MAPPER.readTree(data);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        String content() {
            return json().path("content").asText();
        }
    }

    /** Follows a session as this user. */
    static EventStream follow(LiveServer server, String user, String session, String query, String lastEventId) {
        HttpRequest.Builder request = request(server, user, "/api/v1/sessions/" + session + "/events" + query);
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new EventStream(request.build());
    }

    static EventStream follow(LiveServer server, String user, String session) {
        return follow(server, user, session, "", "").opened();
    }

    /** As whoever runs the server. */
    static EventStream watch(LiveServer server, String target) {
        HttpRequest.Builder request =
                request(server, "nobody", target).header("Authorization", "Bearer " + LiveServer.ADMIN_KEY);
        return new EventStream(request.build()).opened();
    }

    /** Sends a message and shows the turn. */
    static EventStream chat(LiveServer server, String user, Map<String, ?> body) {
        return new EventStream(request(server, user, "/api/v1/chat/send")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Client.json(body)))
                .build());
    }

    static EventStream keyedChat(LiveServer server, String user, String key, Map<String, ?> body) {
        return new EventStream(request(server, user, "/api/v1/chat/send")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(Client.json(body)))
                .build());
    }

    private static HttpRequest.Builder request(LiveServer server, String user, String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                .header("X-User-Id", user)
                .header("Accept", "text/event-stream");
    }

    /** Returns when the stream has begun. */
    EventStream opened() {
        assertThat(status()).isEqualTo(200);
        return this;
    }

    int status() {
        return head().statusCode();
    }

    String header(String name) {
        return head().headers().firstValue(name).orElse("");
    }

    private HttpResponse.ResponseInfo head() {
        return head.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** The next event that is no comment. */
    Event next() {
        Event event = nextOfAny();
        while (event.equals(COMMENT)) {
            event = nextOfAny();
        }
        return event;
    }

    /** The next event or comment, or {@link #END}. */
    Event nextOfAny() {
        try {
            Event event = events.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event came in 20 seconds");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** So many further messages; their places. */
    List<Long> seqs(int count) {
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event event = next();
            assertThat(event.name()).isEqualTo("message");
            assertThat(event.id()).isEqualTo(event.json().path("seq").asText());
            seqs.add(Long.parseLong(event.id()));
        }
        return seqs;
    }

    /** Everything until the end, without comments. */
    List<Event> rest() {
        List<Event> rest = new ArrayList<>();
        for (Event event = next(); !event.equals(END); event = next()) {
            rest.add(event);
        }
        return rest;
    }

    boolean isQuiet() {
        return events.stream().allMatch(event -> event.equals(COMMENT));
    }

    @Override
    public void close() {
        lines.cancel();
        response.cancel(true);
    }

    /** Puts lines together to events. */
    private final class Lines implements Flow.Subscriber<String> {

        private volatile Flow.@Nullable Subscription subscription;
        private String id = "";
        private String name = "";
        private String data = "";

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith(":")) {
                events.add(COMMENT);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !name.isEmpty()) {
                events.add(new Event(id, name, data));
                id = "";
                name = "";
                data = "";
            }
        }

        @Override
        public void onError(Throwable cut) {
            events.add(END);
        }

        @Override
        public void onComplete() {
            events.add(END);
        }

        void cancel() {
            Flow.Subscription begun = subscription;
            if (begun != null) {
                begun.cancel();
            }
        }
    }
}
