package dev.cloakroom.server;

import static dev.cloakroom.server.UpkeepDesk.ALICE;
import static dev.cloakroom.server.UpkeepDesk.ALICE_OF_ACME;
import static dev.cloakroom.server.UpkeepDesk.BOB;
import static dev.cloakroom.server.UpkeepDesk.BOB_OF_ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.server.UpkeepDesk.Answered;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.store.redis.servers.RedisCluster;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The command purge, on a real Redis. */
class PurgeTest {
    private final UpkeepDesk desk = new UpkeepDesk();

    @AfterEach
    void close() {
        desk.close();
    }

    private static long number(JsonNode receipt, String part, String name) {
        return receipt.path(part).path(name).asLong(-1);
    }

    private void fill() {
        for (int i = 0; i < 3; i++) {
            desk.filled(ALICE, "alice " + i);
            desk.filled(ALICE_OF_ACME, "alice of acme " + i);
            desk.filled(BOB, "bob " + i);
            desk.filled(BOB_OF_ACME, "bob of acme " + i);
        }
    }

    @Test
    void R2_only_the_named_users_sessions_are_gone_and_the_same_name_in_another_tenant_stays() {
        fill();
        List<SessionId> gone = desk.owned(ALICE);
        Answered done = desk.run("purge", "--user", "alice");
        assertThat(done.code()).as(done.err()).isZero();
        JsonNode receipt = done.receipt();
        assertThat(receipt.path("command").asText()).isEqualTo("purge");
        assertThat(receipt.path("asked").toString())
                .isEqualTo("{\"what\":\"user\",\"user\":\"alice\",\"tenant\":\"\"}");
        assertThat(receipt.path("complete").asBoolean()).isTrue();
        assertThat(receipt.has("why")).isFalse();
        assertThat(receipt.path("begun_at").asText()).endsWith("Z");
        assertThat(receipt.path("ended_at").asText()).endsWith("Z");
        assertThat(receipt.path("version").asText()).isNotEmpty();
        assertThat(number(receipt, "sessions", "found")).isEqualTo(3);
        assertThat(number(receipt, "sessions", "ended")).isEqualTo(3);
        assertThat(number(receipt, "sessions", "failed")).isZero();
        assertThat(desk.owned(ALICE)).isEmpty();
        gone.forEach(id -> assertThat(desk.keys()).noneMatch(key -> key.contains(id.text())));
        assertThat(desk.owned(ALICE_OF_ACME)).hasSize(3);
        assertThat(desk.owned(BOB)).hasSize(3);
        assertThat(desk.keys()).hasSize(27);

        assertThat(desk.run("purge", "--user", "alice", "--tenant", "acme").code())
                .isZero();
        assertThat(desk.owned(ALICE_OF_ACME)).isEmpty();
        assertThat(desk.owned(BOB_OF_ACME)).hasSize(3);
        assertThat(desk.owned(BOB)).hasSize(3);
    }

    @Test
    void a_tenant_is_purged_whole_and_all_needs_a_yes() {
        fill();
        assertThat(number(desk.run("purge", "--tenant", "acme").receipt(), "sessions", "ended"))
                .isEqualTo(6);
        assertThat(desk.owned(ALICE)).hasSize(3);
        assertThat(desk.owned(BOB_OF_ACME)).isEmpty();
        Answered unsure = desk.run("purge", "--all");
        assertThat(unsure.code()).isEqualTo(2);
        assertThat(unsure.err()).contains("--yes").hasLineCount(1);
        assertThat(desk.keys()).hasSize(18);
        Answered sure = desk.run("purge", "--all", "--yes");
        assertThat(sure.code()).isZero();
        assertThat(number(sure.receipt(), "sessions", "ended")).isEqualTo(6);
        assertThat(desk.keys()).isEmpty();
    }

    @Test
    void a_dry_run_counts_and_changes_nothing() {
        fill();
        List<String> before = desk.keys();
        for (List<String> asked : List.of(
                List.of("--user", "alice", "3"),
                List.of("--tenant", "acme", "6"),
                List.of("--all", "--dry-run", "12"))) {
            Answered counted = desk.run("purge", "--dry-run", asked.get(0), asked.get(1));
            if (asked.get(0).equals("--all")) {
                counted = desk.run("purge", "--all", "--dry-run");
            }
            JsonNode receipt = counted.receipt();
            assertThat(counted.code()).isZero();
            assertThat(receipt.path("dry_run").asBoolean()).isTrue();
            assertThat(number(receipt, "sessions", "found")).isEqualTo(Long.parseLong(asked.get(2)));
            assertThat(number(receipt, "sessions", "ended")).isZero();
            assertThat(desk.keys()).isEqualTo(before);
        }
    }

    @Test
    void what_is_left_of_sessions_that_are_over_goes_with_expired_and_nothing_else_does() {
        fill();
        SessionId lost = desk.owned(BOB).get(0);
        var unused1 = RedisServer.shared().ask("DEL", desk.prefix + ":{" + lost.text() + "}:s");
        JsonNode receipt = desk.run("purge", "--expired").receipt();
        assertThat(number(receipt, "leftovers", "sessions")).isEqualTo(1);
        assertThat(number(receipt, "leftovers", "keys_removed")).isEqualTo(2);
        assertThat(number(receipt, "sessions", "found")).isZero();
        assertThat(desk.keys()).hasSize(33);
        assertThat(number(desk.run("purge", "--expired").receipt(), "leftovers", "sessions"))
                .isZero();
    }

    @Test
    void a_session_that_its_owners_listing_forgot_is_found_too() {
        fill();
        List<String> listings = RedisServer.shared().keys().stream()
                .filter(key -> key.startsWith(desk.prefix + ":o:"))
                .toList();
        listings.forEach(key -> assertThat(RedisServer.shared().ask("DEL", key)).isEqualTo(1L));
        assertThat(desk.owned(ALICE)).isEmpty();
        assertThat(number(desk.run("purge", "--user", "alice").receipt(), "sessions", "ended"))
                .isEqualTo(3);
        assertThat(desk.keys()).hasSize(27);
    }

    @Test
    void who_writes_meanwhile_is_refused_and_nothing_comes_back() throws InterruptedException {
        fill();
        List<Claim> claims = desk.owned(ALICE).stream()
                .map(id -> desk.registry.claim(id, ALICE, Access.APPEND))
                .toList();
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> surprises = new ArrayList<>();
        Thread writing = new Thread(() -> {
            while (!over.get()) {
                for (Claim claim : claims) {
                    try {
                        long unused = desk.registry
                                .history()
                                .append(claim, Draft.user("more"))
                                .last();
                    } catch (SessionAccessDenied ended) {
                        // as it has to be
                    } catch (RuntimeException e) {
                        surprises.add(e);
                    }
                }
            }
        });
        writing.start();
        Answered done = desk.run("purge", "--user", "alice");
        over.set(true);
        writing.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(number(done.receipt(), "sessions", "ended")).isEqualTo(3);
        assertThat(surprises).isEmpty();
        claims.forEach(claim ->
                assertThatThrownBy(() -> desk.registry.describe(claim)).isInstanceOf(SessionAccessDenied.class));
        assertThat(desk.keys()).hasSize(27);
    }

    @Test
    void killed_in_the_middle_it_is_run_again_and_ends_what_is_left() throws IOException, InterruptedException {
        int sessions = 400;
        for (int i = 0; i < sessions; i++) {
            var unused2 = desk.registry.open(ALICE);
        }
        desk.filled(BOB, "bob");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.cloakroom.server.Main",
                        "purge",
                        "--user",
                        "alice",
                        "--store",
                        desk.uri.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (process.isAlive() && desk.keys().size() >= 2 * sessions) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        int left = (desk.keys().size() - 3) / 2;
        assertThat(left).as("what the kill left").isBetween(0, sessions - 1);
        JsonNode receipt = desk.run("purge", "--user", "alice").receipt();
        assertThat(number(receipt, "sessions", "ended")).isEqualTo(left);
        assertThat(receipt.path("complete").asBoolean()).isTrue();
        assertThat(desk.owned(ALICE)).isEmpty();
        assertThat(desk.owned(BOB)).hasSize(1);
    }

    @Test
    void a_store_that_fails_half_way_is_exit_1_and_the_receipt_says_what_is_done() {
        try (RedisServer redis = RedisServer.start();
                UpkeepDesk other = new UpkeepDesk(redis)) {
            other.filled(ALICE, "alice");
            // from here on the scripts may read and not end
            var unused3 = redis.ask("ACL SETUSER half on nopass ~* &* +@all -unlink".split(" "));
            Answered refused = UpkeepDesk.on(
                    URI.create(other.uri.toString().replace("redis://", "redis://half:x@")),
                    "purge",
                    "--user",
                    "alice");
            assertThat(refused.code()).as("a store that cannot be used at all").isEqualTo(1);
            assertThat(refused.err()).hasLineCount(1).doesNotContain("half:x");
            assertThat(refused.out()).isEmpty();
            for (int i = 0; i < 5; i++) {
                other.filled(ALICE, "alice");
            }
            SessionId left = other.owned(ALICE).get(0);
            makeUnreadable(redis, other, left);
            Answered half = UpkeepDesk.on(other.uri, "purge", "--user", "alice");
            JsonNode receipt = half.receipt();
            assertThat(half.code()).isEqualTo(1);
            assertThat(receipt.path("complete").asBoolean(true)).isFalse();
            assertThat(receipt.path("why").asText()).isNotEmpty();
            assertThat(number(receipt, "sessions", "ended")).isEqualTo(5);
            assertThat(number(receipt, "sessions", "unreadable")).isEqualTo(1);
            String unreadable = other.prefix + ":{" + left.text() + "}:";
            assertThat(redis.keys()).contains(unreadable + "s", unreadable + "h", unreadable + "a");
        }
    }

    /** One record that a newer version wrote. */
    private static void makeUnreadable(RedisServer redis, UpkeepDesk desk, SessionId id) {
        var unused4 = redis.ask(
                "EVAL",
                "local m = redis.call('HGET', KEYS[1], 'm') return redis.call('HSET', KEYS[1], 'm', '3' .."
                        + " string.sub(m, 2))",
                "1",
                desk.prefix + ":{" + id.text() + "}:s");
    }

    @Test
    void a_store_that_goes_away_in_the_middle_is_told_with_what_was_done_until_then() throws InterruptedException {
        try (RedisServer redis = RedisServer.start();
                UpkeepDesk other = new UpkeepDesk(redis)) {
            int sessions = 900;
            for (int i = 0; i < sessions; i++) {
                var unused5 = other.registry.open(ALICE);
            }
            Answered[] answered = new Answered[1];
            Thread purging = new Thread(() -> answered[0] =
                    UpkeepDesk.on(URI.create(other.uri + "&timeout=300ms&patience=300ms"), "purge", "--user", "alice"));
            purging.start();
            while (purging.isAlive() && redis.keys().size() > 2 * sessions - 100) {
                Thread.onSpinWait();
            }
            redis.freeze();
            purging.join(TimeUnit.SECONDS.toMillis(60));
            redis.thaw();
            JsonNode receipt = answered[0].receipt();
            assertThat(answered[0].code()).as(receipt.toString()).isEqualTo(1);
            assertThat(receipt.path("complete").asBoolean(true)).isFalse();
            assertThat(receipt.path("why").asText()).contains("stopped");
            long ended = number(receipt, "sessions", "ended");
            long unknown = number(receipt, "sessions", "failed");
            long left = redis.keys().stream().filter(key -> key.endsWith("}:s")).count();
            assertThat(left).isBetween(sessions - ended - unknown, sessions - ended);
            assertThat(UpkeepDesk.on(other.uri, "purge", "--user", "alice").code())
                    .isZero();
            assertThat(redis.keys()).noneMatch(key -> key.contains("{"));
        }
    }

    @Test
    void all_primaries_of_a_cluster_are_purged() {
        RedisCluster cluster = RedisCluster.shared();
        try (ClusterDesk other = new ClusterDesk(cluster)) {
            Answered done = UpkeepDesk.on(other.uri(), "purge", "--tenant", "acme");
            assertThat(number(done.receipt(), "sessions", "ended")).isEqualTo(20);
            assertThat(other.left()).isEqualTo(20);
            Answered all = UpkeepDesk.on(other.uri(), "purge", "--all", "--yes");
            assertThat(all.code()).as(all.err()).isZero();
            assertThat(other.left()).isZero();
        }
    }

    @Test
    void R12_a_purge_is_one_security_event_without_ids() {
        fill();
        try (SecurityLog log = SecurityLog.listening()) {
            desk.run("purge", "--user", "alice", "--tenant", "acme");
            assertThat(log.lines()).singleElement().asString().startsWith("WARN Purge: what=user user_hash=");
            assertThat(log.lines().toString()).doesNotContain("alice", "acme").contains("dry_run=false");
        }
    }

    @Test
    void wrong_use_is_one_line_and_exit_2() {
        for (List<String> wrong : List.of(
                List.of("purge"),
                List.of("purge", "--user", "alice", "--all"),
                List.of("purge", "--tenant", "acme", "--expired"),
                List.of("purge", "--user", ""),
                List.of("purge", "--frobnicate"),
                List.of("export"),
                List.of("export", "--all"))) {
            Answered answered = desk.run(wrong.toArray(String[]::new));
            assertThat(answered.code()).as(wrong.toString()).isEqualTo(2);
            assertThat(answered.err()).as(wrong.toString()).hasLineCount(1).contains("--help");
            assertThat(answered.out()).isEmpty();
        }
        for (String command : List.of("purge", "export")) {
            Answered memory = UpkeepDesk.plain(command, "--user", "alice");
            assertThat(memory.code()).isEqualTo(2);
            assertThat(memory.err()).hasLineCount(1).contains("only it can " + command);
            Answered help = UpkeepDesk.plain(command, "--help");
            assertThat(help.code()).isZero();
            assertThat(help.text()).contains("Exit codes", "CLOAKROOM_STORE", "--user");
        }
    }
}
