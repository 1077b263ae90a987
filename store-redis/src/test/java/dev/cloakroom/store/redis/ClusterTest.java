package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.store.redis.servers.RedisCluster;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The same promises over three primaries, also while slots move from one to another. */
class ClusterTest {
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Desk desk() {
        return Desk.on(cluster.uri("prefix=" + Desk.freshPrefix() + "&patience=5s"));
    }

    private static int slot(Desk desk, SessionId id) {
        return JedisClusterCRC16.getSlot(new Keys(SettingsReader.read(desk.uri).prefix()).record(id));
    }

    @Test
    void sessions_of_one_owner_are_on_all_primaries_and_in_one_listing() {
        try (Desk desk = desk()) {
            Set<RedisServer> holders = new HashSet<>();
            Set<SessionId> ids = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                SessionId id = desk.opened(Desk.ALICE);
                assertThat(desk.say(desk.owners(id), "x")).isEqualTo(1);
                assertThat(desk.put(desk.owners(id), "bytes")).isNotNull();
                assertThat(holders.add(cluster.holderOf(slot(desk, id))) || !holders.isEmpty())
                        .isTrue();
                ids.add(id);
            }
            assertThat(holders).hasSize(3);
            assertThat(desk.registry.list(Desk.ALICE, null, 100).orElseThrow().sessions())
                    .extracting(Session::id)
                    .hasSize(30)
                    .hasSameElementsAs(ids);
            ids.forEach(id -> desk.registry.close(desk.owners(id)));
            String prefix = SettingsReader.read(desk.uri).prefix() + ":";
            for (RedisServer one : cluster.primaries()) {
                assertThat(one.keys()).noneMatch(key -> key.startsWith(prefix + "{"));
            }
        }
    }

    @Test
    void followers_hear_of_sessions_on_every_primary() {
        try (Desk desk = desk();
                Desk other = desk.second()) {
            for (int i = 0; i < 12; i++) {
                Claim claim = desk.claimed(new Principal("acme", "user " + i), Access.APPEND);
                AtomicInteger rings = new AtomicInteger();
                try (Bell bell = other.store.bell(claim.id(), rings::incrementAndGet)) {
                    BellsTest.await("the ring of the beginning", () -> rings.get() > 0);
                    int before = rings.get();
                    assertThat(desk.say(claim, "x")).isEqualTo(1);
                    BellsTest.await("a ring", () -> rings.get() > before);
                    assertThat(bell).isNotNull();
                }
            }
        }
    }

    @Test
    void R9_slots_that_move_under_load_lose_nothing_and_everything_goes_on() {
        try (Desk desk = desk()) {
            Traffic traffic = new Traffic(desk, desk, 8);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger moves = new AtomicInteger();
            Thread moving = new Thread(() -> {
                try {
                    for (int round = 0; round < 3; round++) {
                        for (SessionId id : traffic.sessions()) {
                            int slot = slot(desk, id);
                            RedisServer holder = cluster.holderOf(slot);
                            RedisServer next = cluster.primaries().stream()
                                    .filter(one -> one != holder)
                                    .toList()
                                    .get(round % 2);
                            cluster.move(slot, next);
                            moves.incrementAndGet();
                        }
                    }
                } finally {
                    over.set(true);
                }
            });
            moving.start();
            traffic.run(over::get);
            assertThat(moves).hasValue(24);
            assertThat(traffic.wrong(desk)).isEmpty();
            assertThat(traffic.done).hasValueGreaterThan(500);
            assertThat(traffic.unknown).as("a move makes nothing unknown").hasValue(0);
        }
    }

    @Test
    void a_session_whose_keys_are_half_moved_is_used_opened_shared_and_ended() {
        try (Desk desk = desk()) {
            List<Claim> claims = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
                assertThat(desk.say(claim, "before")).isEqualTo(1);
                if (i % 2 == 0) {
                    assertThat(desk.put(claim, "bytes")).isNotNull();
                }
                claims.add(claim);
            }
            AtomicBoolean over = new AtomicBoolean();
            Thread moving = new Thread(() -> {
                for (int i = 0; !over.get(); i++) {
                    for (Claim claim : claims) {
                        int slot = slot(desk, claim.id());
                        cluster.move(slot, cluster.primaries().get((slot + i) % 3));
                    }
                }
            });
            moving.start();
            for (Claim claim : claims) {
                for (int i = 0; i < 20; i++) {
                    assertThat(desk.say(claim, "x")).isEqualTo(i + 2);
                    assertThat(desk.contents(claim)).hasSize(i + 2);
                }
                assertThat(desk.put(claim, "more bytes")).isNotNull();
                desk.registry.grant(claim, Desk.BOB, Access.READ);
                assertThat(desk.registry.patch(claim, Map.of("a", "b")).metadata())
                        .hasSize(1);
                desk.registry.close(claim);
                SessionId fresh = desk.opened(Desk.CAROL);
                assertThat(desk.registry.claim(fresh, Desk.CAROL, Access.READ)).isNotNull();
            }
            over.set(true);
            BellsTest.await("the end of the moves", () -> !moving.isAlive());
        }
    }
}
