package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
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
            assertThat(letThrough(16, 5, i -> server.as("alice"))).isBetween(40L, 40 + filled(40, start));
        }
    }

    /** How many requests are let through, of so many each of so many who ask at once. */
    private static long letThrough(int together, int each, IntFunction<Client> who) {
        return AtOnce.run(together, i -> {
                    Client client = who.apply(i);
                    return IntStream.range(0, each)
                            .map(request -> client.get("/api/v1/sessions")
                                    .expectAny(200, 429)
                                    .status())
                            .filter(status -> status == 200)
                            .count();
                })
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** How many tokens may have come in since then. */
    private static long filled(int perMinute, long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() * perMinute / 60_000 + 1;
    }

    @Test
    void two_instances_that_share_a_store_let_through_as_much_as_one_and_say_so_alike() {
        URI store = RedisServer.shared().uri("prefix=rates");
        Settings settings = LiveServer.settings("rate-limit", "200", "store", store.toString());
        try (CloakroomServer first = CloakroomServer.start(settings);
                CloakroomServer second = CloakroomServer.start(settings);
                LiveServer any = LiveServer.start()) {
            long start = System.nanoTime();
            long through = letThrough(8, 40, i -> any.as("alice").through(i % 2 == 0 ? first.port() : second.port()));
            long leftOver = 2 * (200 / 50 - 1);
            assertThat(through).isBetween(200 - leftOver, 200 + filled(200, start));
            assertThat(any.as("alice")
                            .through(first.port())
                            .get("/api/v1/sessions")
                            .header("RateLimit-Policy"))
                    .isIn("", "\"user\";q=200;w=60");
            any.as("bob").through(second.port()).get("/api/v1/sessions").expect(200);
        }
    }

    @Test
    void while_the_store_cannot_count_it_is_503_and_nothing_is_done() {
        AtomicBoolean down = new AtomicBoolean(true);
        Limiter limiter = (who, perMinute, wanted) -> {
            if (down.get()) {
                throw new StoreUnavailable("the limiter is down");
            }
            return Optional.of(new Limiter.Taken(wanted, Duration.ZERO));
        };
        try (LiveServer server = LiveServer.behind(store -> counting(store, limiter), "rate-limit", "1200")) {
            Client.Reply refused = server.as("alice").post("/api/v1/sessions").expect(503, "store_unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            server.nobody().get("/health").expect(200);
            down.set(false);
            assertThat(server.as("alice").get("/api/v1/sessions").expect(200).at("/data"))
                    .isEmpty();
        }
    }

    /** The store with something else that counts. */
    private static SessionStore counting(SessionStore store, Limiter limiter) {
        return (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(), new Class<?>[] {SessionStore.class}, (proxy, method, args) -> {
                    try {
                        return method.getName().equals("limiter") ? Optional.of(limiter) : method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
