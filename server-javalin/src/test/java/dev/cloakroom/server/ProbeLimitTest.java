package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who keeps knocking on ids that are not their own is slowed down and reported, and learns nothing by it (R4, R12). */
class ProbeLimitTest {

    private static final int LIMIT = 5;
    private static final String CHAT = "/api/v1/chat/send";

    private LiveServer server;
    private SecurityLog log;
    private String hers;
    private String his;

    @BeforeEach
    void start() {
        server = LiveServer.start("probe-limit", Integer.toString(LIMIT)).pinned();
        hers = server.as("alice").open();
        his = server.as("bob").open();
        log = SecurityLog.listening();
    }

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    private static String at(String id) {
        return "/api/v1/sessions/" + id;
    }

    private List<String> probing() {
        return log.lines().stream().filter(line -> line.contains("Probing")).toList();
    }

    @Test
    void R12_a_few_refusals_a_minute_are_403_and_more_are_429_and_one_event_each() {
        Client bob = server.as("bob");
        for (int i = 0; i < LIMIT; i++) {
            bob.get(at(hers)).expect(403, "not_owner");
            bob.get(at(his)).expect(i < LIMIT - 1 ? 200 : 429);
        }
        Client.Reply refused = bob.get(at(hers)).expect(429, "rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60 / LIMIT);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"refusals\";q=5;w=60");
        assertThat(refused.header("RateLimit")).isEqualTo("\"refusals\";r=0;t=" + refused.header("Retry-After"));
        bob.append(his, "x").expect(429, "rate_limited");
        assertThat(log.attempts()).hasSize(LIMIT);
        assertThat(probing())
                .containsExactly(
                        "WARN Probing: user=\"bob\" operation=\"GET /api/v1/sessions/{id}\" refusals_a_minute=5",
                        "WARN Probing: user=\"bob\" operation=\"GET /api/v1/sessions/{id}\" refusals_a_minute=5",
                        "WARN Probing: user=\"bob\" operation=\"POST /api/v1/sessions/{id}/messages\" refusals_a_minute=5");
    }

    @Test
    void nobody_else_is_slowed_and_neither_is_what_names_no_session() {
        Client bob = server.as("bob");
        for (int i = 0; i < LIMIT; i++) {
            bob.get(at(hers)).expect(403, "not_owner");
        }
        bob.get(at(his)).expect(429, "rate_limited");
        server.as("alice").get(at(hers)).expect(200);
        server.as("carol").get(at(hers)).expect(403, "not_owner");
        bob.get("/api/v1/sessions").expect(200);
        bob.chat("in a fresh session").expect(200);
        bob.post("/api/v1/sessions").expect(201);
    }

    @Test
    void R4_foreign_unknown_and_malformed_ids_weigh_the_same_and_are_answered_alike() {
        String unknown = UUID.randomUUID().toString();
        String ended = server.as("alice").open();
        server.as("alice").delete(at(ended)).expect(204);
        int user = 0;
        for (String id : List.of(hers, unknown, ended, "malformed", hers.toUpperCase(Locale.ROOT))) {
            Client prober = server.as("prober-" + user++);
            for (int i = 0; i < LIMIT; i++) {
                prober.get(at(id)).expect(403, "not_owner");
            }
            String first = alike(prober.get(at(id)).expect(429));
            for (String other : List.of(hers, unknown, ended, "malformed")) {
                assertThat(alike(prober.get(at(other)).expect(429))).isEqualTo(first);
            }
        }
        assertThat(probing()).hasSize(user * 5);
    }

    /** The document without what is of the moment. */
    private static String alike(Client.Reply reply) {
        return reply.text().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    @Test
    void sessions_that_a_chat_names_count_too() {
        Client bob = server.as("bob");
        for (int i = 0; i < LIMIT; i++) {
            bob.chat("x", i % 2 == 0 ? hers : UUID.randomUUID().toString()).expect(403, "not_owner");
        }
        bob.chat("x", hers).expect(429, "rate_limited");
        bob.chat("x", his).expect(429, "rate_limited");
        bob.get(at(his)).expect(429, "rate_limited");
        bob.post(CHAT, "{\"message\":\"x\",\"session_id\":null}").expect(200);
        assertThat(server.as("alice").history(hers).contents()).isEmpty();
        assertThat(log.attempts()).hasSize(LIMIT);
        assertThat(probing()).hasSize(3);
        assertThat(log.lines()).hasSize(LIMIT + 3);
    }

    @Test
    void who_knocks_often_at_once_pays_for_all_of_it() {
        List<Integer> statuses = AtOnce.run(
                20, i -> server.as("bob").get(at(hers)).expectAny(403, 429).status());
        long refused = statuses.stream().filter(status -> status == 403).count();
        Client.Reply next = server.as("bob").get(at(hers)).expect(429, "rate_limited");
        assertThat(Integer.parseInt(next.header("Retry-After")))
                .isBetween((int) (refused - LIMIT) * 60 / LIMIT, (int) (refused - LIMIT + 1) * 60 / LIMIT);
    }
}
