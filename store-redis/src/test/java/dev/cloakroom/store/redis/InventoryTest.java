package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisCluster;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What Redis holds, for who runs it: on one server, on a cluster, and while slots move. */
class InventoryTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Limits LIMITS = Limits.standard().withTimeouts(IDLE, Duration.ofDays(1));

    private static Inventory inventory(Desk desk) {
        return desk.store.inventory().orElseThrow();
    }

    private static List<Head> walk(Desk desk, int batch) {
        List<Head> all = new ArrayList<>();
        String after = null;
        do {
            Inventory.Live part = inventory(desk).live(after, batch);
            all.addAll(part.heads());
            after = part.next();
        } while (after != null);
        return all;
    }

    /** Of all batches together. */
    private record Total(long sessions, long entries, long keys) {
        static Total of(Walker walker) {
            long sessions = 0;
            long entries = 0;
            long keys = 0;
            String after = null;
            do {
                Inventory.Remains part = walker.step(after, 7);
                sessions += part.sessions();
                entries += part.entries();
                keys += part.keys();
                after = part.next();
            } while (after != null);
            return new Total(sessions, entries, keys);
        }
    }

    @FunctionalInterface
    private interface Walker {
        Inventory.Remains step(@Nullable String after, int batch);
    }

    private static Set<SessionId> opened(Desk desk, int sessions) {
        Set<SessionId> ids = new HashSet<>();
        for (int i = 0; i < sessions; i++) {
            ids.add(desk.opened(new Principal(i % 2 == 0 ? "acme" : "other", "user " + i)));
        }
        return ids;
    }

    @Test
    void every_live_session_is_told_with_its_owner_and_nothing_of_another_prefix() {
        try (Desk desk = Desk.open();
                Desk neighbour = Desk.open()) {
            Set<SessionId> ids = opened(desk, 40);
            SessionId foreign = neighbour.opened(Desk.ALICE);
            for (int batch : List.of(1, 10, 10_000)) {
                assertThat(walk(desk, batch)).extracting(Head::id).hasSameElementsAs(ids);
            }
            assertThat(walk(neighbour, 10)).extracting(Head::id).containsOnly(foreign);
            Head one = walk(desk, 100).get(0);
            Claim claim = desk.registry.claim(one.id(), one.control().owner(), Access.MANAGE);
            assertThat(Desk.done(desk.store.head(claim))).isEqualTo(one);
        }
    }

    @Test
    void a_walk_goes_on_in_another_process_and_over_sessions_that_end() {
        try (Desk desk = Desk.open();
                Desk second = desk.second()) {
            Set<SessionId> ids = opened(desk, 40);
            Inventory.Live first = inventory(desk).live(null, 3);
            Set<SessionId> told = new HashSet<>();
            first.heads().forEach(head -> told.add(head.id()));
            SessionId ended =
                    ids.stream().filter(id -> !told.contains(id)).findFirst().orElseThrow();
            Head head = walk(desk, 100).stream()
                    .filter(one -> one.id().equals(ended))
                    .findFirst()
                    .orElseThrow();
            desk.registry.close(desk.registry.claim(ended, head.control().owner(), Access.MANAGE));
            for (String after = first.next(); after != null; ) {
                Inventory.Live part = inventory(second).live(after, 3);
                part.heads().forEach(one -> told.add(one.id()));
                after = part.next();
            }
            ids.remove(ended);
            assertThat(told).hasSameElementsAs(ids);
        }
    }

    @Test
    void what_remains_is_counted_without_a_change_and_then_swept_and_live_sessions_stay_whole() {
        try (Desk desk = Desk.open(LIMITS)) {
            Claim over = desk.claimed(Desk.ALICE, Access.APPEND);
            var unused1 = desk.say(over, "x");
            var unused2 = desk.put(over, "bytes");
            var unused3 = desk.registry.enter(Desk.ALICE, "a name");
            desk.step(IDLE);
            Claim live = desk.claimed(Desk.BOB, Access.APPEND);
            var unused4 = desk.say(live, "x");
            var unused5 = desk.put(live, "bytes");
            var unused6 = desk.registry.enter(Desk.BOB, "another name");
            List<String> before = desk.keys();
            // two sessions (three keys and two), two entries of the owner's listing, one name
            for (int i = 0; i < 2; i++) {
                assertThat(Total.of(inventory(desk)::remains)).isEqualTo(new Total(2, 3, 8));
                assertThat(desk.keys()).isEqualTo(before);
            }
            assertThat(Total.of(inventory(desk)::sweep).sessions()).isEqualTo(2);
            Total unused = Total.of(inventory(desk)::sweep); // entries that were looked at before their sessions went
            assertThat(Total.of(inventory(desk)::remains)).isEqualTo(new Total(0, 0, 0));
            assertThat(desk.contents(live)).containsExactly("x");
            assertThat(desk.registry.artifacts().list(live)).hasSize(1);
            assertThat(desk.registry.enter(Desk.BOB, "another name").fresh()).isFalse();
            assertThat(desk.keys()).noneMatch(key -> key.contains(over.id().text()));
        }
    }

    @Test
    void a_history_without_its_record_is_swept_and_a_record_that_cannot_be_read_is_told_and_left_alone() {
        try (Desk desk = Desk.open()) {
            Claim lost = desk.claimed(Desk.ALICE, Access.APPEND);
            Claim damaged = desk.claimed(Desk.ALICE, Access.APPEND);
            Claim later = desk.claimed(Desk.ALICE, Access.APPEND);
            Claim live = desk.claimed(Desk.ALICE, Access.APPEND);
            var unused7 = desk.put(lost, "bytes");
            String prefix = SettingsReader.read(desk.uri).prefix();
            RedisServer redis = RedisServer.shared();
            var unused8 = redis.ask("DEL", prefix + ":{" + lost.id().text() + "}:s");
            var unused9 = redis.ask("HDEL", prefix + ":{" + damaged.id().text() + "}:s", "m");
            var unused10 = redis.ask(
                    "EVAL",
                    "local m = redis.call('HGET', KEYS[1], 'm') return redis.call('HSET', KEYS[1], 'm', '3' .."
                            + " string.sub(m, 2))",
                    "1",
                    prefix + ":{" + later.id().text() + "}:s");
            Inventory.Live all = inventory(desk).live(null, 10_000);
            while (all.heads().isEmpty() && all.next() != null) {
                all = inventory(desk).live(all.next(), 10_000);
            }
            assertThat(all.heads()).extracting(Head::id).containsExactly(live.id());
            assertThat(all.unreadable()).isEqualTo(2);
            assertThat(Total.of(inventory(desk)::sweep)).isEqualTo(new Total(1, 0, 2));
            desk.step(Duration.ofMinutes(11)); // until now the session of the entry could have been about to be made
            assertThat(Total.of(inventory(desk)::sweep)).isEqualTo(new Total(0, 1, 1));
            assertThat(desk.keys()).filteredOn(key -> key.contains("{")).hasSize(6);
        }
    }

    @Test
    void cursors_of_nobody_are_refused_and_one_of_another_server_begins_anew() {
        try (Desk desk = Desk.open()) {
            SessionId id = desk.opened(Desk.ALICE);
            for (String cursor :
                    List.of("", "x", "0", "0-", "0-0000000g", "1 2-00000000", "99999999999999999999-00000000")) {
                assertThatThrownBy(() -> inventory(desk).live(cursor, 10)).isInstanceOf(InvalidInput.class);
                assertThatThrownBy(() -> inventory(desk).sweep(cursor, 10)).isInstanceOf(InvalidInput.class);
            }
            assertThatThrownBy(() -> inventory(desk).live(null, 0)).isInstanceOf(InvalidInput.class);
            assertThat(inventory(desk).live("17-00000000", 100_000).heads())
                    .extracting(Head::id)
                    .containsExactly(id);
        }
    }

    @Test
    void a_user_of_the_least_rights_is_told_which_one_is_missing() {
        try (RedisServer redis = RedisServer.start()) {
            URI uri = URI.create("redis://cloakroom:s%3Acret-of-the-store@127.0.0.1:" + redis.port() + "?prefix=cr");
            var unused11 = redis.ask(
                    ("ACL SETUSER cloakroom on >s:cret-of-the-store " + StartChecksTest.LEAST_RIGHTS).split(" "));
            try (Desk desk = Desk.on(uri)) {
                var unused12 = desk.opened(Desk.ALICE);
                assertThatThrownBy(() -> inventory(desk).live(null, 10))
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessageContaining("+scan");
                var unused13 = redis.ask("ACL", "SETUSER", "cloakroom", "+scan");
                assertThat(walk(desk, 10)).hasSize(1);
                assertThat(Total.of(inventory(desk)::sweep)).isEqualTo(new Total(0, 0, 0));
            }
        }
    }

    @Test
    void a_walk_goes_over_all_primaries_of_a_cluster() {
        RedisCluster cluster = RedisCluster.shared();
        try (Desk desk = Desk.on(cluster.uri("prefix=" + Desk.freshPrefix()), LIMITS)) {
            Set<SessionId> ids = opened(desk, 40);
            assertThat(walk(desk, 5)).extracting(Head::id).hasSameElementsAs(ids);
            desk.step(IDLE);
            assertThat(walk(desk, 5)).isEmpty();
            assertThat(Total.of(inventory(desk)::sweep).sessions()).isEqualTo(40);
            Total unused = Total.of(inventory(desk)::sweep);
            assertThat(Total.of(inventory(desk)::remains)).isEqualTo(new Total(0, 0, 0));
        }
    }

    @Test
    void R8_sweeping_while_slots_move_takes_nothing_of_a_live_session() {
        try (RedisCluster cluster = RedisCluster.start();
                Desk desk = Desk.on(cluster.uri("prefix=" + Desk.freshPrefix() + "&patience=5s"))) {
            List<Claim> claims = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
                var unused14 = desk.say(claim, "x");
                var unused15 = desk.put(claim, "bytes");
                claims.add(claim);
            }
            Keys keys = new Keys(SettingsReader.read(desk.uri).prefix());
            AtomicBoolean over = new AtomicBoolean();
            Thread moving = new Thread(() -> {
                for (int i = 0; i < 5; i++) {
                    for (Claim claim : claims) {
                        int slot = JedisClusterCRC16.getSlot(keys.record(claim.id()));
                        cluster.move(slot, cluster.primaries().get((slot + i) % 3));
                    }
                }
                over.set(true);
            });
            moving.start();
            long swept = 0;
            while (!over.get()) {
                swept += Total.of(inventory(desk)::sweep).keys();
            }
            assertThat(swept).isZero();
            for (Claim claim : claims) {
                assertThat(desk.contents(claim)).containsExactly("x");
                assertThat(desk.registry.artifacts().list(claim)).hasSize(1);
            }
        }
    }
}
