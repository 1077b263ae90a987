package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * R14: this release and another one share a Redis, whichever was there first; that they differ is seen, and what
 * neither can read is refused. {@code -Dprevious.jar} names the jar of the other release; without it, it is this one
 * under another version.
 */
@Tag("full")
@Timeout(300)
class TwoReleasesTest {
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String APPEND = "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

    @TempDir
    Path directory;

    private RestartedServer ours(RedisServer redis) {
        return RestartedServer.start("--store", redis.uri("prefix=cr").toString());
    }

    private RestartedServer other(RedisServer redis) throws Exception {
        return RestartedServer.of(
                OtherRelease.classPath(directory),
                "--store",
                redis.uri("prefix=cr").toString());
    }

    @Test
    void R14_sessions_of_the_other_release_go_on_with_this_one_and_back() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RestartedServer other = other(redis);
                RestartedServer ours = ours(redis)) {
            goesOn(other.url(), ours.url());
            goesOn(ours.url(), other.url());
            requireSkew(other, ours);
        }
    }

    @Test
    void R14_the_other_release_may_come_second_as_when_one_rolls_back() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RestartedServer ours = ours(redis);
                RestartedServer other = other(redis)) {
            goesOn(ours.url(), other.url());
            goesOn(other.url(), ours.url());
            requireSkew(ours, other);
        }
    }

    /** Opened here, gone on with there, read by both, ended there. */
    private static void goesOn(String here, String there) {
        Plain alice = new Plain(here, "X-User-Id", "alice");
        Plain away = new Plain(there, "X-User-Id", "alice");
        Plain bob = new Plain(there, "X-User-Id", "bob");
        String id = alice.post(201, SESSIONS, "{\"metadata\":{\"title\":\"trip\"}}")
                .path("session_id")
                .asText();
        String path = SESSIONS + "/" + id;

        JsonNode first = alice.post(201, path + "/messages", APPEND.formatted("one"), "Idempotency-Key", "k1");
        JsonNode replay = away.post(200, path + "/messages", APPEND.formatted("one"), "Idempotency-Key", "k1");
        assertThat(replay.at("/data/0/seq")).isEqualTo(first.at("/data/0/seq"));
        JsonNode second = away.post(201, path + "/messages", APPEND.formatted("two"));
        assertThat(second.at("/data/0/seq").asInt()).isEqualTo(2);
        JsonNode turn = away.post(200, "/api/v1/chat/send", "{\"session_id\":\"" + id + "\",\"message\":\"three\"}");
        assertThat(turn.at("/reply/seq").asInt()).isEqualTo(4);
        assertThat(alice.get(200, path + "/messages").path("data"))
                .isEqualTo(away.get(200, path + "/messages").path("data"))
                .hasSize(4);
        assertThat(away.get(200, path).at("/metadata/title").asText()).isEqualTo("trip");

        String grant = "{\"user\":\"bob\",\"access\":\"append\"}";
        JsonNode refused = bob.post(403, path + "/messages", APPEND.formatted("mine"));
        assertThat(refused.path("code").asText()).isEqualTo("not_owner");
        assertThat(alice.send("PUT", path + "/grants", grant).statusCode()).isBetween(200, 204);
        JsonNode granted = bob.post(201, path + "/messages", APPEND.formatted("ours"));
        assertThat(granted.at("/data/0/seq").asInt()).isEqualTo(5);
        assertThat(alice.send("DELETE", path + "/grants?user=bob", "").statusCode())
                .isBetween(200, 204);
        assertThat(bob.send("GET", path + "/messages", "").statusCode()).isEqualTo(403);

        assertThat(away.send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(alice.send("GET", path, "").statusCode()).isEqualTo(403);
    }

    private static void requireSkew(RestartedServer first, RestartedServer second) {
        for (RestartedServer each : new RestartedServer[] {first, second}) {
            JsonNode health = new Plain(each.url()).get(200, "/health");
            assertThat(health.path("instances").asInt()).isEqualTo(2);
            assertThat(health.path("version_skew").asBoolean()).as("%s", health).isTrue();
            Plain.await(
                    "a line of the log says so",
                    () -> each.said().stream()
                            .anyMatch(line -> line.contains("2 instances share the store and are not alike")));
        }
        assertThat(version(first)).isNotEqualTo(version(second));
    }

    private static String version(RestartedServer server) {
        return new Plain(server.url()).get(200, "/health").path("version").asText();
    }

    @Test
    void R14_a_format_that_comes_later_is_refused_by_both_and_left_alone() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            String id;
            String key;
            String later = "9" + "x".repeat(52);
            try (RestartedServer ours = ours(redis);
                    RestartedServer other = other(redis)) {
                Plain alice = new Plain(ours.url(), "X-User-Id", "alice");
                id = alice.post(201, SESSIONS, "{}").path("session_id").asText();
                key = "cr:{" + id + "}:s";
                assertThat(redis.ask("EXISTS", key)).isEqualTo(1L);
                Object unused = redis.ask("HSET", key, "m", later);
                for (RestartedServer each : new RestartedServer[] {ours, other}) {
                    Plain asking = new Plain(each.url(), "X-User-Id", "alice");
                    HttpResponse<String> read = asking.send("GET", SESSIONS + "/" + id + "/messages", "");
                    HttpResponse<String> wrote =
                            asking.send("POST", SESSIONS + "/" + id + "/messages", APPEND.formatted("x"));
                    assertThat(read.statusCode()).as(read.body()).isEqualTo(403);
                    assertThat(wrote.statusCode()).as(wrote.body()).isEqualTo(403);
                }
                assertThat(redis.ask("HGET", key, "m")).isEqualTo(later);
            }
            redis.tell("SET", "cr:f", "9");
            assertThatThrownBy(() -> ours(redis)).hasMessageContaining("has format 9 and this program reads");
            assertThatThrownBy(() -> other(redis)).hasMessageContaining("has format 9 and this program reads");
        }
    }
}
