package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operations cost Redis: trips, connections and memory. */
class CostTest {
    /** What scripts call, what this test calls, and what a connection begins with. */
    private static final Set<String> INSIDE = Set.of(
            "hmget",
            "hget",
            "hset",
            "hdel",
            "hexists",
            "time",
            "rpush",
            "rpushx",
            "rpop",
            "llen",
            "lrange",
            "exists",
            "pexpire",
            "zadd",
            "zscore",
            "zcard",
            "zrem",
            "unlink",
            "publish",
            "info",
            "config|resetstat",
            "config",
            "get",
            "set",
            "zrevrangebyscore",
            "role");

    private final RedisServer redis = RedisServer.start();
    private final Desk desk = Desk.on(redis.uri("prefix=cr"));

    @AfterEach
    void close() {
        desk.close();
        redis.close();
    }

    /** How many scripts were called, after it was made sure that nothing else was. */
    private long trips(Runnable work) {
        assertThat(redis.ask("CONFIG", "RESETSTAT")).isEqualTo("OK");
        work.run();
        Map<String, Long> calls = redis.ask("INFO", "commandstats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .collect(Collectors.toMap(
                        line -> line.substring(8, line.indexOf(':')),
                        line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1"))));
        Set<String> outside = new TreeSet<>(calls.keySet());
        outside.removeAll(INSIDE);
        assertThat(outside).isSubsetOf("evalsha");
        return calls.getOrDefault("evalsha", 0L);
    }

    @Test
    void an_append_and_a_read_take_one_script_each() {
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        Claim reading = desk.registry.claim(claim.id(), Desk.ALICE, Access.READ);
        assertThat(reading.access()).isEqualTo(Access.READ);
        long unused = desk.say(claim, "so that the scripts are known");
        assertThat(desk.append(claim, Desk.keyed("first", "x"))).isInstanceOf(Result.Done.class);
        assertThat(desk.registry.history().read(claim, Slice.latest(20)).entries())
                .hasSize(2);
        assertThat(trips(() -> {
                    for (int i = 0; i < 100; i++) {
                        long unusedToo = desk.say(claim, "message");
                    }
                }))
                .isEqualTo(100);
        assertThat(trips(() -> {
                    for (int i = 0; i < 100; i++) {
                        assertThat(desk.append(claim, Desk.keyed("k" + i, "x"))).isInstanceOf(Result.Done.class);
                    }
                }))
                .isEqualTo(100);
        assertThat(trips(() -> {
                    for (int i = 0; i < 100; i++) {
                        Claim fresh = desk.registry.claim(claim.id(), Desk.ALICE, Access.READ);
                        assertThat(desk.registry
                                        .history()
                                        .read(fresh, Slice.latest(20))
                                        .entries())
                                .hasSize(20);
                    }
                }))
                .isEqualTo(100);
    }

    @Test
    void control_operations_take_two_scripts_at_most_once_the_session_is_known() {
        SessionId id = desk.opened(Desk.ALICE);
        Claim claim = desk.owners(id);
        Session unused = desk.registry.patch(claim, Map.of("so that", "the script is known"));
        assertThat(trips(() -> {
                    Session patched = desk.registry.patch(claim, Map.of("a", "b"));
                    assertThat(patched.metadata()).containsEntry("a", "b");
                }))
                .isLessThanOrEqualTo(2);
        assertThat(trips(() -> desk.registry.grant(claim, Desk.BOB, Access.READ)))
                .isLessThanOrEqualTo(2);
    }

    @Test
    void R4_foreign_and_unknown_ids_cost_the_same_trips() {
        SessionId foreign = desk.opened(Desk.BOB);
        assertThat(desk.store.facts(foreign, Desk.ALICE))
                .as("so that the script is known")
                .isPresent();
        assertThat(probe(foreign)).isEqualTo(1);
        assertThat(probe(new SessionId(UUID.randomUUID()))).isEqualTo(1);
    }

    /** Redis looks through a list from end to end for what is not in it, and finds its way in a table at once. */
    @Test
    void R4_a_record_is_a_table_from_the_beginning_and_stays_one() {
        SessionId id = desk.opened(Desk.ALICE);
        assertThat(encoding(id)).isEqualTo("hashtable");
        Session unused = desk.registry.patch(desk.owners(id), Map.of("a", "b"));
        desk.registry.grant(desk.owners(id), Desk.BOB, Access.READ);
        desk.registry.transfer(desk.owners(id), Desk.BOB);
        assertThat(encoding(id)).isEqualTo("hashtable");
    }

    private Object encoding(SessionId id) {
        return redis.ask("OBJECT", "ENCODING", "cr:{" + id.text() + "}:s");
    }

    /** How many scripts a refusal took. */
    private long probe(SessionId id) {
        long trips = trips(() -> assertThatThrownBy(() -> desk.registry.claim(id, Desk.ALICE, Access.READ))
                .isInstanceOf(SessionAccessDenied.class));
        assertThat(trips).isLessThanOrEqualTo(1);
        return trips;
    }

    @Test
    void an_instance_has_16_connections_at_most_whatever_it_does() {
        List<Integer> unused = Race.of(64, thread -> () -> {
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            try (Bell bell = desk.store.bell(claim.id(), () -> {})) {
                for (int i = 0; i < 30; i++) {
                    assertThat(desk.say(claim, "x")).isEqualTo(i + 1);
                }
                try (Turn turn = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO)) {
                    assertThat(desk.say(turn.claim(), "x")).isEqualTo(31);
                }
                assertThat(bell).isNotNull();
            }
            return 0;
        });
        assertThat(Long.parseLong(redis.info("clients", "connected_clients")) - 1)
                .isLessThanOrEqualTo(16);
        assertThat(Long.parseLong(redis.info("stats", "total_connections_received")))
                .as("connections are used again")
                .isLessThan(30);
    }

    @Test
    void the_memory_of_50_messages_of_200_bytes_is_at_most_1_4_times_the_payload_and_1_8_with_keys() {
        assertThat(memory(false)).isLessThan(1.4);
        assertThat(memory(true)).isLessThan(1.8);
    }

    private double memory(boolean keyed) {
        int sessions = 200;
        long before = used();
        for (int i = 0; i < sessions; i++) {
            Claim claim = desk.claimed(new Principal("acme", keyed + "/" + i), Access.APPEND);
            for (int m = 0; m < 50; m++) {
                String content = (10_000 + m) + "x".repeat(195);
                Append append =
                        keyed ? Desk.keyed(UUID.randomUUID().toString(), content) : Append.of(Draft.user(content));
                assertThat(desk.append(claim, append)).isInstanceOf(Result.Done.class);
            }
        }
        return (used() - before) / (sessions * 50.0 * 200);
    }

    private long used() {
        assertThat(redis.ask("MEMORY", "PURGE")).isEqualTo("OK");
        return Long.parseLong(redis.info("memory", "used_memory_dataset"));
    }
}
