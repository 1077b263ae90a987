package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bells of one instance ring when another one changed the session. */
class BellsTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Desk desk = Desk.open();
    private final Desk other = desk.second();
    private final Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
    private final AtomicInteger rings = new AtomicInteger();

    @AfterEach
    void close() {
        other.close();
        desk.close();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitRing(Runnable change) {
        int before = rings.get();
        change.run();
        await("a ring", () -> rings.get() > before);
    }

    @Test
    void a_bell_rings_at_every_change_that_another_instance_made() {
        try (Bell bell = other.store.bell(claim.id(), rings::incrementAndGet)) {
            await("the ring of the beginning", () -> rings.get() > 0);
            awaitRing(() -> assertThat(desk.say(claim, "x")).isEqualTo(1));
            awaitRing(() -> {
                Session unused = desk.registry.patch(claim, Map.of("a", "b"));
            });
            awaitRing(() -> desk.registry.grant(claim, Desk.BOB, Access.READ));
            awaitRing(() -> {
                Turn unused = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
            });
            awaitRing(() -> assertThat(desk.put(claim, "f")).isNotNull());
            awaitRing(() -> desk.registry.close(claim));
            assertThat(bell).isNotNull();
        }
    }

    @Test
    void a_bell_does_not_ring_for_reads_refusals_and_other_sessions() {
        Claim another = desk.claimed(Desk.ALICE, Access.MANAGE);
        try (Bell bell = other.store.bell(claim.id(), rings::incrementAndGet)) {
            await("the ring of the beginning", () -> rings.get() > 0);
            int before = rings.get();
            assertThat(desk.contents(claim)).isEmpty();
            assertThat(Desk.refusal(desk.append(claim, Desk.keyed("k", "x").expecting(5))))
                    .isPresent();
            assertThat(desk.say(another, "x")).isEqualTo(1);
            assertThat(rings).hasValue(before);
            awaitRing(() -> assertThat(desk.say(claim, "x")).isEqualTo(1));
            assertThat(rings).hasValue(before + 1);
            assertThat(bell).isNotNull();
        }
    }

    @Test
    void a_bell_that_is_closed_rings_no_more() {
        AtomicInteger kept = new AtomicInteger();
        try (Bell bell = other.store.bell(claim.id(), kept::incrementAndGet)) {
            await("the ring of the beginning", () -> kept.get() > 0);
            Bell closed = other.store.bell(claim.id(), rings::incrementAndGet);
            awaitRing(() -> assertThat(desk.say(claim, "x")).isEqualTo(1));
            closed.close();
            closed.close();
            int before = rings.get();
            int keptBefore = kept.get();
            assertThat(desk.say(claim, "x")).isEqualTo(2);
            await("the ring of the other", () -> kept.get() > keptBefore);
            assertThat(rings).hasValue(before);
            assertThat(bell).isNotNull();
        }
    }

    @Test
    void nothing_is_published_for_sessions_that_nobody_follows() {
        RedisServer redis = RedisServer.shared();
        assertThat(redis.ask("CONFIG", "RESETSTAT")).isEqualTo("OK");
        assertThat(desk.say(claim, "x")).isEqualTo(1);
        assertThat(redis.info("commandstats", "cmdstat_publish")).isEmpty();
    }

    @Test
    void a_thousand_followed_sessions_take_one_connection_and_all_are_heard() {
        long before = connections();
        List<Claim> claims = new ArrayList<>();
        List<Bell> bells = new ArrayList<>();
        AtomicInteger[] heard = new AtomicInteger[1_000];
        for (int i = 0; i < heard.length; i++) {
            heard[i] = new AtomicInteger();
            claims.add(desk.claimed(new Principal("acme", "follower " + i), Access.APPEND));
            bells.add(other.store.bell(claims.get(i).id(), heard[i]::incrementAndGet));
        }
        for (AtomicInteger one : heard) {
            await("the ring of the beginning", () -> one.get() > 0);
        }
        assertThat(connections() - before).isLessThanOrEqualTo(4);
        for (int i = 0; i < heard.length; i++) {
            int beginning = heard[i].get();
            AtomicInteger one = heard[i];
            assertThat(desk.say(claims.get(i), "x")).isEqualTo(1);
            await("the ring", () -> one.get() > beginning);
        }
        bells.forEach(Bell::close);
    }

    private static long connections() {
        return Long.parseLong(RedisServer.shared().info("clients", "connected_clients"));
    }

    @Test
    void a_bell_rings_again_after_Redis_was_away() {
        try (RedisServer own = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
                Desk mine = Desk.on(own.uri("prefix=cr"));
                Desk follower = mine.second()) {
            Claim followed = mine.claimed(Desk.ALICE, Access.APPEND);
            try (Bell bell = follower.store.bell(followed.id(), rings::incrementAndGet)) {
                await("the ring of the beginning", () -> rings.get() > 0);
                own.kill();
                int before = rings.get();
                own.startAgain();
                await("a ring of its own, since something may have changed", () -> rings.get() > before);
                awaitRing(() ->
                        assertThat(mine.append(followed, Desk.keyed("k", "x"))).isInstanceOf(Result.Done.class));
                assertThat(bell).isNotNull();
            }
        }
    }
}
