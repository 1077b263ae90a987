package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

/** R9 and R13: what happens to Redis gives honest errors, and when it is over everything goes on by itself. */
class OutageTest {
    private static final String QUICK = "prefix=cr&timeout=300ms&patience=600ms&connectTimeout=300ms";

    private static RedisServer lasting() {
        return RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
    }

    @Test
    void scripts_that_were_flushed_are_sent_again_without_a_word() {
        try (RedisServer redis = RedisServer.start();
                Desk desk = Desk.on(redis.uri("prefix=cr"))) {
            Traffic traffic = new Traffic(desk, desk, 8);
            AtomicInteger flushed = new AtomicInteger();
            Thread flushing = new Thread(() -> {
                while (flushed.get() < 100) {
                    assertThat(redis.ask("SCRIPT", "FLUSH")).isEqualTo("OK");
                    flushed.incrementAndGet();
                }
            });
            flushing.start();
            traffic.run(() -> flushed.get() >= 100);
            assertThat(traffic.wrong(desk)).isEmpty();
            assertThat(traffic.notApplied).hasValue(0);
            assertThat(traffic.unknown).hasValue(0);
        }
    }

    @Test
    void R9_a_restart_under_load_loses_nothing_that_was_acknowledged_and_the_store_goes_on() {
        try (RedisServer redis = lasting();
                Desk desk = Desk.on(redis.uri(QUICK))) {
            Traffic traffic = new Traffic(desk, desk, 8);
            AtomicBoolean over = new AtomicBoolean();
            Thread restarting = new Thread(() -> {
                for (int i = 0; i < 3; i++) {
                    int before = traffic.done.get();
                    BellsTest.await("appends between restarts", () -> traffic.done.get() > before + 100);
                    redis.kill();
                    redis.startAgain();
                }
                int after = traffic.done.get();
                BellsTest.await("appends after the last", () -> traffic.done.get() > after + 100);
                over.set(true);
            });
            restarting.start();
            traffic.run(over::get);
            assertThat(traffic.wrong(desk)).isEmpty();
        }
    }

    @Test
    void R9_while_Redis_is_away_calls_fail_in_bounded_time_and_say_what_is_known() {
        try (RedisServer redis = lasting();
                Desk desk = Desk.on(redis.uri(QUICK))) {
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            assertThat(desk.say(claim, "before")).isEqualTo(1);
            redis.freeze();
            long begun = System.nanoTime();
            assertThatThrownBy(() -> desk.append(claim, Append.of(Draft.user("perhaps"))))
                    .as("it was sent")
                    .isInstanceOf(OutcomeUnknown.class);
            assertThatThrownBy(() -> desk.registry.history().read(claim, Slice.latest(5)))
                    .isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> desk.append(claim, Desk.keyed("k", "once")))
                    .as("there was nobody to send it to")
                    .isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(desk.store::ping).isInstanceOf(StoreUnavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
            redis.thaw();
            Result<Appended> again = desk.append(claim, Desk.keyed("k", "once"));
            assertThat(Desk.done(again)).isInstanceOf(Appended.class);
            assertThat(desk.contents(claim)).startsWith("before").containsOnlyOnce("once");
            redis.kill();
            assertThatThrownBy(() -> desk.append(claim, Append.of(Draft.user("x"))))
                    .isInstanceOf(SessionException.class);
            assertThatThrownBy(() -> desk.append(claim, Append.of(Draft.user("nobody listens"))))
                    .as("nobody was there to apply it")
                    .isInstanceOf(StoreUnavailable.class);
            redis.startAgain();
            assertThat(desk.contents(claim)).startsWith("before").containsOnlyOnce("once");
        }
    }

    @Test
    void R11_a_full_Redis_refuses_what_needs_room_and_still_reads_ends_and_takes_access_away() {
        try (RedisServer redis = RedisServer.start("--maxmemory", "6mb");
                Desk desk = Desk.on(redis.uri("prefix=cr"))) {
            Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
            Claim bobs = desk.shared(claim.id(), Desk.BOB);
            assertThat(desk.append(desk.registry.claim(claim.id(), Desk.ALICE, Access.MANAGE), Desk.keyed("k", "x")))
                    .satisfiesAnyOf(
                            result -> assertThat(result).isInstanceOf(Result.Done.class),
                            result -> assertThat(result).isEqualTo(Result.stale()));
            fill(redis);
            assertThat(Desk.refusal(desk.append(bobs, Append.of(Draft.user("y".repeat(30_000))))))
                    .contains(Refusal.STORE_FULL);
            assertThatThrownBy(() -> desk.opened(Desk.CAROL)).hasMessageContaining("store");
            Claim mine = desk.owners(claim.id());
            assertThat(desk.contents(mine)).hasSizeLessThanOrEqualTo(1);
            assertThat(desk.registry.revoke(mine, Desk.BOB)).isTrue();
            assertThat(desk.append(bobs, Append.of(Draft.user("z")))).isEqualTo(Result.stale());
            assertThat(desk.registry.patch(mine, Map.of()).metadata()).isEmpty();
            desk.registry.close(mine);
            assertThat(redis.keys()).noneMatch(key -> key.contains(claim.id().text()));
        }
    }

    private static void fill(RedisServer redis) {
        for (int size = 100_000; size >= 1; size = size > 1 ? size / 10 : 0) {
            boolean room = true;
            while (room) {
                try {
                    room = redis.ask("APPEND", "filling" + size, "x".repeat(size)) != null;
                } catch (JedisDataException full) {
                    room = false;
                }
            }
        }
        assertThat(List.of(redis.info("memory", "maxmemory_policy"))).containsExactly("noeviction");
    }
}
