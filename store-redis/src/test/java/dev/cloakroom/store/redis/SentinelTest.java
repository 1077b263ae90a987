package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisSentinels;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** R7 and R9 with one primary, two replicas and three sentinels. */
class SentinelTest {
    private static final String SETTINGS = "&timeout=500ms&connectTimeout=300ms&patience=8s&ackTimeout=300ms";

    private static final int ROUNDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(SentinelTest.class);

    private static RedisSentinels sentinels;

    @BeforeAll
    static void start() {
        sentinels = RedisSentinels.start();
    }

    @AfterAll
    static void stop() {
        sentinels.close();
    }

    private static URI uri(String ack) {
        return sentinels.uri("prefix=" + Desk.freshPrefix() + "&ack=" + ack + SETTINGS);
    }

    @Test
    void R7_what_too_few_replicas_confirm_is_called_unknown_also_when_its_key_comes_again() {
        try (Desk desk = Desk.on(uri("replicas(2)"))) {
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            assertThat(desk.say(claim, "confirmed by both")).isEqualTo(1);
            RedisServer frozen = sentinels.replicas().get(0);
            frozen.freeze();
            try {
                assertThatThrownBy(() -> desk.append(claim, Append.of(Draft.user("unkeyed"))))
                        .isInstanceOf(OutcomeUnknown.class)
                        .hasMessageContaining("1 of 2 replicas");
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> desk.append(claim, Desk.keyed("k", "keyed")))
                            .isInstanceOf(OutcomeUnknown.class);
                }
                assertThat(desk.contents(claim)).as("on the primary it is").contains("unkeyed", "keyed");
            } finally {
                frozen.thaw();
            }
            BellsTest.await("the replica", () -> {
                try {
                    return Desk.done(desk.append(claim, Desk.keyed("k", "keyed"))) instanceof Appended.Replayed;
                } catch (OutcomeUnknown notYet) {
                    return false;
                }
            });
            assertThat(desk.contents(claim)).containsOnlyOnce("keyed");
        }
    }

    @Test
    void a_server_that_is_behind_its_sentinels_is_no_primary() {
        RedisServer replica = sentinels.replicas().get(0);
        assertThatThrownBy(() -> RedisSessionStore.open(replica.uri("prefix=x&patience=500ms"), Limits.standard())
                        .close())
                .isInstanceOf(StoreUnavailable.class);
    }

    /** Fails over once while this goes on. */
    private static void failOver(RedisSentinels own, Traffic traffic, AtomicBoolean over) {
        Thread failing = new Thread(() -> {
            try {
                int before = traffic.done.get();
                BellsTest.await("appends before", () -> traffic.done.get() > before + 200);
                own.failOver();
                int after = traffic.done.get();
                BellsTest.await("appends after", () -> traffic.done.get() > after + 200);
            } finally {
                over.set(true);
            }
        });
        failing.start();
        traffic.run(over::get);
    }

    @Test
    void R9_a_failover_under_load_loses_nothing_that_a_replica_confirmed_and_the_store_goes_on() {
        try (RedisSentinels own = RedisSentinels.start();
                Desk desk = Desk.on(own.uri("prefix=cr&ack=replicas(1)" + SETTINGS))) {
            Traffic traffic = new Traffic(desk, desk, 8);
            failOver(own, traffic, new AtomicBoolean());
            assertThat(traffic.wrong(desk)).isEmpty();
            assertThat(desk.append(desk.claimed(Desk.BOB, Access.APPEND), Append.of(Draft.user("goes on"))))
                    .isInstanceOf(Result.Done.class);
        }
    }

    @Test
    @Tag("full")
    void R7_what_failovers_lose_is_measured_and_with_a_replica_that_confirms_it_is_nothing() {
        for (String ack : List.of("primary", "replicas(1)")) {
            long lost = 0;
            long acknowledged = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (RedisSentinels own = RedisSentinels.start();
                        Desk desk = Desk.on(own.uri("prefix=cr&ack=" + ack + SETTINGS))) {
                    Traffic traffic = new Traffic(desk, desk, 8);
                    failOver(own, traffic, new AtomicBoolean());
                    acknowledged += traffic.done.get();
                    lost += traffic.lost(desk);
                }
            }
            LOG.warn("{} failovers, ack={}: {} of {} acknowledged appends lost", ROUNDS, ack, lost, acknowledged);
            assertThat(lost).as("ack=%s", ack).isLessThanOrEqualTo(ack.equals("primary") ? acknowledged / 10 : 0);
        }
    }
}
