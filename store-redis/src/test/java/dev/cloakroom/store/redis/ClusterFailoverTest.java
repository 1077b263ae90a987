package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.store.redis.servers.RedisCluster;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.util.JedisClusterCRC16;

/** R7 and R9 when a primary of a cluster is killed under load: one of its two replicas takes its slots. */
class ClusterFailoverTest {
    private static final String SETTINGS = "prefix=cr&timeout=500ms&connectTimeout=300ms&patience=12s&ackTimeout=300ms";
    private static final int ROUNDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(ClusterFailoverTest.class);

    /** Kills the primary that has this session while everybody writes, and goes on until much was written behind it. */
    private static void failOver(RedisCluster cluster, SessionId session, Traffic traffic) throws Exception {
        RedisServer holder = cluster.holderOf(slot(session));
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<RedisServer> failing = new FutureTask<>(() -> {
            try {
                BellsTest.await("appends before", () -> traffic.done.get() > 500);
                RedisServer promoted = cluster.failOver(holder);
                int after = traffic.done.get();
                BellsTest.await("appends after", () -> traffic.done.get() > after + 500);
                return promoted;
            } finally {
                over.set(true);
            }
        });
        new Thread(failing).start();
        traffic.run(over::get);
        assertThat(cluster.holderOf(slot(session))).isSameAs(failing.get());
    }

    private static int slot(SessionId session) {
        return JedisClusterCRC16.getSlot(new Keys("cr").record(session));
    }

    @Test
    void R9_a_failover_under_load_loses_nothing_that_a_replica_confirmed_and_every_session_goes_on() throws Exception {
        try (RedisCluster cluster = RedisCluster.startWithReplicas(2);
                Desk desk = Desk.on(cluster.uri(SETTINGS + "&ack=replicas(1)"))) {
            Traffic traffic = new Traffic(desk, desk, 8);
            failOver(cluster, traffic.sessions().get(0), traffic);
            assertThat(traffic.wrong(desk)).isEmpty();
            for (int i = 0; i < 12; i++) { // on all primaries
                assertThat(desk.say(desk.claimed(Desk.BOB, Access.APPEND), "goes on"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    @Tag("full")
    void R7_what_failovers_lose_is_measured_and_with_a_replica_that_confirms_it_is_nothing() throws Exception {
        for (String ack : List.of("primary", "replicas(1)")) {
            long lost = 0;
            long acknowledged = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (RedisCluster cluster = RedisCluster.startWithReplicas(2);
                        Desk desk = Desk.on(cluster.uri(SETTINGS + "&ack=" + ack))) {
                    Traffic traffic = new Traffic(desk, desk, 8);
                    failOver(cluster, traffic.sessions().get(0), traffic);
                    acknowledged += traffic.done.get();
                    lost += traffic.lost(desk);
                }
            }
            LOG.warn("{} failovers, ack={}: {} of {} acknowledged appends lost", ROUNDS, ack, lost, acknowledged);
            assertThat(lost).as("ack=%s", ack).isLessThanOrEqualTo(ack.equals("primary") ? acknowledged / 10 : 0);
        }
    }
}
