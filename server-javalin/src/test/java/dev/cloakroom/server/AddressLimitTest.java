package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of one address are counted before it is known who asks; the tests are the trusted proxy. */
class AddressLimitTest {

    private static final String SESSIONS = "/api/v1/sessions";

    private LiveServer server;
    private SecurityLog log;

    @BeforeEach
    void start() {
        server = LiveServer.start("address-rate-limit", "3", "trusted-proxy", "127.0.0.1/32,10.0.0.0/8")
                .pinned();
        log = SecurityLog.listening();
    }

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    /** As the trusted proxy passes it on, who added the last address of the list. */
    private Client from(String forwarded) {
        return server.nobody().with("X-Forwarded-For", forwarded);
    }

    @Test
    void after_a_minutes_worth_nobody_of_this_address_is_asked_who_they_are() {
        from("203.0.113.9").get(SESSIONS).expect(401, "unauthenticated");
        from("203.0.113.9").with("X-User-Id", "alice").get(SESSIONS).expect(200);
        from("203.0.113.9").with("Authorization", "Basic YTpi").get(SESSIONS).expect(401, "unauthenticated");
        Client.Reply refused = from("203.0.113.9").get(SESSIONS).expect(429, "rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"address\";q=3;w=60");
        assertThat(refused.header("RateLimit")).isEqualTo("\"address\";r=0;t=" + refused.header("Retry-After"));
        assertThat(refused.text()).doesNotContain("203.0.113.9");
        from("203.0.113.9").with("X-User-Id", "bob").get(SESSIONS).expect(429, "rate_limited");
        from("203.0.113.8").with("X-User-Id", "bob").get(SESSIONS).expect(200);
    }

    @Test
    void what_a_client_says_of_its_own_address_changes_nothing() {
        for (int i = 0; i < 3; i++) {
            from("198.51.100." + i + ", 203.0.113.9").get(SESSIONS).expect(401);
        }
        from("198.51.100.77, 203.0.113.9").get(SESSIONS).expect(429, "rate_limited");
        from("127.0.0.1, 203.0.113.9").get(SESSIONS).expect(429, "rate_limited");
        from("203.0.113.9, 10.1.2.3").get(SESSIONS).expect(429, "rate_limited");
        from("203.0.113.9, 198.51.100.77").get(SESSIONS).expect(401);
    }

    @Test
    void R12_each_refusal_is_one_event() {
        for (int i = 0; i < 3; i++) {
            from("203.0.113.9").get(SESSIONS).expect(401);
        }
        for (int i = 0; i < 10; i++) {
            from("203.0.113.9").get(SESSIONS).expect(429);
        }
        from("2001:db8::1").get(SESSIONS).expect(401);
        assertThat(log.lines().stream().filter(line -> !line.contains("Authentication failed")))
                .hasSize(10)
                .containsOnly("WARN Address limit reached: address=203.0.113.9 operation=\"GET /api/v1/sessions\"");
    }

    @Test
    void it_comes_after_the_route_and_before_the_body() {
        Client full = from("203.0.113.9");
        for (int i = 0; i < 3; i++) {
            full.get(SESSIONS).expect(401);
        }
        full.get("/api/v1/nothing").expect(404, "not_found");
        full.delete("/api/v1/uploads").expect(405, "method_not_allowed");
        full.post("/api/v1/chat/send", "{").expect(429, "rate_limited");
        full.get("/health").expect(200);
        full.get("/livez").expect(200);
    }

    @Test
    void neighbours_with_addresses_of_their_own_are_counted_together() {
        for (int i = 1; i <= 3; i++) {
            from("2001:db8:1:2::" + i).get(SESSIONS).expect(401);
        }
        from("2001:db8:1:2:ffff::1").get(SESSIONS).expect(429, "rate_limited");
        from("2001:db8:1:3::1").get(SESSIONS).expect(401);
    }

    @Test
    void this_machine_is_not_counted_where_no_proxy_on_it_is_trusted() {
        try (LiveServer direct = LiveServer.start("address-rate-limit", "1")) {
            for (int i = 0; i < 5; i++) {
                direct.as("alice")
                        .with("X-Forwarded-For", "203.0.113.9")
                        .get(SESSIONS)
                        .expect(200);
            }
        }
    }
}
