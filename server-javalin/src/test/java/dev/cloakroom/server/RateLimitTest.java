package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One user asks so often in a minute, and no other user notices. */
class RateLimitTest {

    @Test
    void a_minutes_worth_may_come_at_once_and_one_more_is_too_many() {
        try (LiveServer server = LiveServer.start("rate-limit", "5");
                SecurityLog log = SecurityLog.listening()) {
            Client alice = server.as("alice");
            for (int i = 0; i < 5; i++) {
                alice.get("/api/v1/sessions").expect(200);
            }
            Client.Reply refused = alice.get("/api/v1/sessions").expect(429, "rate_limited");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 12);
            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"user\";q=5;w=60");
            assertThat(refused.header("RateLimit")).isEqualTo("\"user\";r=0;t=" + refused.header("Retry-After"));
            server.as("bob").get("/api/v1/sessions").expect(200);
            assertThat(log.lines())
                    .containsExactly("WARN Rate limit reached: user=\"alice\" operation=\"GET /api/v1/sessions\"");
        }
    }

    @Test
    void it_comes_after_the_user_in_the_body_and_before_the_fields() {
        try (LiveServer server = LiveServer.start("rate-limit", "1")) {
            String chat = "/api/v1/chat/send";
            server.nobody()
                    .post(chat, "{\"message\":\"m\",\"user_id\":\"alice\"}")
                    .expect(200);
            server.nobody().post(chat, "{\"user_id\":\"alice\"}").expect(429, "rate_limited");
            server.as("alice").post(chat, "{\"user_id\":\"bob\"}").expect(400, "ambiguous_user");
            server.as("alice").post(chat, "{").expect(400, "invalid_request");
            server.nobody().post(chat, "{}").expect(401, "unauthenticated");
            server.as("alice").get("/health").expect(200);
        }
    }

    @Test
    void who_asks_at_once_gets_exactly_as_much() {
        try (LiveServer server = LiveServer.start("rate-limit", "40")) {
            long start = System.nanoTime();
            List<Integer> statuses = AtOnce.run(16, i -> {
                        Client alice = server.as("alice");
                        return IntStream.range(0, 5)
                                .map(request -> alice.get("/api/v1/sessions")
                                        .expectAny(200, 429)
                                        .status())
                                .boxed()
                                .toList();
                    })
                    .stream()
                    .flatMap(List::stream)
                    .toList();
            long filledIn = Duration.ofNanos(System.nanoTime() - start).toMillis() * 40 / 60_000 + 1;
            assertThat(Collections.frequency(statuses, 200)).isBetween(40, 40 + (int) filledIn);
        }
    }
}
