package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One person's session into which several write at once, each message with a key until it is acknowledged, and which
 * one follows over every reconnect. What was acknowledged is held against the history at the end. Thread-safe.
 */
final class RollingLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAUSE_NANOS = 20_000_000L;
    private static final int MOST_ATTEMPTS = 2_000;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private final String user;
    private final String session;
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger retried = new AtomicInteger();
    private final AtomicInteger replayed = new AtomicInteger();
    private final AtomicInteger reconnects = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong followed = new AtomicLong();

    RollingLoad(String url, String user) throws IOException {
        this.url = url;
        this.user = user;
        this.session = insist("/api/v1/sessions", user, "{}").path("session_id").asText();
    }

    /** Attempts that were answered with 502 or 503, or not at all. */
    int retried() {
        return retried.get();
    }

    /** Messages that an earlier attempt had stored whose answer never came. */
    int replayed() {
        return replayed.get();
    }

    int reconnects() {
        return reconnects.get();
    }

    /** How long the slowest message took, attempts and all. */
    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    int count() {
        return acknowledged.size();
    }

    /** One of those who write: a message, and now and then a turn, until it is over. */
    void write(String writer, AtomicInteger over) throws IOException {
        for (int i = 0; over.get() == 0; i++) {
            String content = writer + "-" + i;
            long begun = System.nanoTime();
            if (i % 5 == 4) {
                String body = "{\"session_id\":\"" + session + "\",\"message\":\"" + content + "\"}";
                JsonNode turn = insist("/api/v1/chat/send", content, body);
                keep(turn.path("message"));
                keep(turn.path("reply"));
            } else {
                String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}";
                keep(insist("/api/v1/sessions/" + session + "/messages", content, body)
                        .at("/data/0"));
            }
            longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
            LockSupport.parkNanos(PAUSE_NANOS); // people do; and whoever is started again needs a processor too
        }
    }

    private void keep(JsonNode message) {
        long seq = message.path("seq").asLong();
        String before = acknowledged.put(seq, message.path("content").asText());
        assertThat(seq).isPositive();
        assertThat(before).as("acknowledged in place " + seq + " before").isNull();
    }

    /** Sends it with its key until it is acknowledged; only what says "later" or nothing may be said otherwise. */
    private JsonNode insist(String path, String key, String body) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                HttpResponse<String> answer = http.send(
                        request(path)
                                .header("Idempotency-Key", "key-of-" + key)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() < 300) {
                    boolean again =
                            answer.headers().firstValue("Idempotent-Replayed").isPresent();
                    replayed.addAndGet(again ? 1 : 0);
                    return JSON.readTree(answer.body());
                }
                assertThat(answer.statusCode()).as(answer.body()).isIn(409, 503);
            } catch (IOException cut) {
                assertThat(attempt).as(() -> "given up: " + cut).isLessThan(MOST_ATTEMPTS - 1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            retried.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IllegalStateException("never acknowledged: " + key);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-User-Id", user);
    }

    /** Follows the session from its start, over any number of streams, until it has seen all when it is over. */
    void follow(AtomicInteger over) throws IOException {
        while (over.get() == 0 || followed.get() < lastSeq()) {
            HttpRequest request = request("/api/v1/sessions/" + session + "/events?after=0")
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", Long.toString(followed.get()))
                    .build();
            try {
                HttpResponse<Stream<String>> stream = http.send(request, BodyHandlers.ofLines());
                try (var lines = stream.body()) {
                    assertThat(stream.statusCode()).isIn(200, 503);
                    reconnects.incrementAndGet();
                    take(lines.iterator(), over);
                }
            } catch (IOException | UncheckedIOException cut) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void take(Iterator<String> lines, AtomicInteger over) throws IOException {
        while (lines.hasNext()) {
            String line = lines.next();
            assertThat(line).as("nobody ended the session").isNotEqualTo("event: closed");
            if (line.startsWith("id: ")) {
                long seq = Long.parseLong(line.substring("id: ".length()).strip());
                assertThat(seq).as("no gap, nothing twice").isEqualTo(followed.get() + 1);
                followed.set(seq);
            }
            if (over.get() != 0 && followed.get() >= lastSeq()) {
                return;
            }
        }
    }

    private long lastSeq() throws IOException {
        return page("?limit=1").path("last_seq").asLong();
    }

    private JsonNode page(String query) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                HttpResponse<String> answer = http.send(
                        request("/api/v1/sessions/" + session + "/messages" + query)
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return JSON.readTree(answer.body());
                }
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            } catch (IOException cut) {
                assertThat(attempt).as(() -> "given up: " + cut).isLessThan(MOST_ATTEMPTS - 1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IllegalStateException("never read");
    }

    /**
     * Every acknowledged message stands in its place and once, in each writer's order, and nothing stands beside them.
     */
    void check() throws IOException {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        long place = 0;
        boolean more = true;
        while (more) {
            JsonNode page = page("?limit=200&after=" + place);
            for (JsonNode entry : page.path("data")) {
                assertThat(entry.path("seq").asLong()).isEqualTo(++place);
                String content = entry.path("content").asText();
                assertThat(acknowledged.get(place))
                        .as("what was acknowledged in place " + place)
                        .isEqualTo(content);
                if (entry.path("role").asText().equals("user")) {
                    assertThat(seen.add(content)).as(content + " once").isTrue();
                    int dash = content.lastIndexOf('-');
                    int number = Integer.parseInt(content.substring(dash + 1));
                    Integer before = last.put(content.substring(0, dash), number);
                    assertThat(number).as("in order").isEqualTo(before == null ? 0 : before + 1);
                }
            }
            more = page.path("has_more").asBoolean();
        }
        assertThat(acknowledged).hasSize(Math.toIntExact(place));
        assertThat(followed).as("seen by who follows").hasValue(place);
    }
}
