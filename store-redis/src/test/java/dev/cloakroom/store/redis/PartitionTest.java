package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.store.redis.servers.RedisPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * R7 when the network parts the primary, with the instances that use it, from its replicas and sentinels: it goes on
 * taking changes while the others promote a replica, and when the sides meet again, it is overruled.
 */
@Tag("full")
class PartitionTest {
    private static final String SETTINGS = "prefix=cr&timeout=500ms&connectTimeout=300ms&patience=8s&ackTimeout=300ms";
    private static final int ROUNDS = 3;
    /** Longer than it takes to promote a replica, and than a primary without replicas may go on. */
    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(8);

    private static final Logger LOG = LoggerFactory.getLogger(PartitionTest.class);

    /** What came of all rounds. */
    private static final class Tally {
        private long acknowledged;
        private long meanwhile;
        private long lost;
        private final List<String> wrong = new ArrayList<>();

        void report(String how) {
            LOG.warn(
                    "{} partitions of 8 s, {}: {} appends acknowledged, {} of them while cut off, {} lost",
                    ROUNDS,
                    how,
                    acknowledged,
                    meanwhile,
                    lost);
        }
    }

    private static Tally partitions(String ack, String... directives) {
        Tally tally = new Tally();
        for (int round = 0; round < ROUNDS; round++) {
            try (RedisPartition redis = RedisPartition.start(directives);
                    Desk desk = Desk.on(redis.uri(SETTINGS + "&ack=" + ack))) {
                Traffic traffic = new Traffic(desk, desk, 8);
                tally.meanwhile += part(redis, traffic);
                tally.acknowledged += traffic.done.get();
                tally.lost += traffic.lost(desk);
                tally.wrong.addAll(traffic.wrong(desk));
            }
        }
        return tally;
    }

    /** Parts the sides once while this goes on; how many appends were acknowledged until they met again. */
    private static long part(RedisPartition redis, Traffic traffic) {
        AtomicBoolean over = new AtomicBoolean();
        long[] done = new long[2];
        Thread parting = new Thread(() -> {
            try {
                BellsTest.await("appends before", () -> traffic.done.get() > 200);
                redis.cut();
                long cutAt = System.nanoTime();
                done[0] = traffic.done.get();
                redis.awaitOtherPrimary();
                BellsTest.await("the end of the partition", () -> System.nanoTime() - cutAt >= LASTING_NANOS);
                done[1] = traffic.done.get();
                redis.mend();
                int after = traffic.done.get();
                BellsTest.await("appends after", () -> traffic.done.get() > after + 200);
            } finally {
                over.set(true);
            }
        });
        parting.start();
        traffic.run(over::get);
        return done[1] - done[0];
    }

    @Test
    void R7_a_partition_loses_nothing_that_a_replica_confirmed() {
        Tally tally = partitions("replicas(1)");
        tally.report("ack=replicas(1)");
        assertThat(tally.wrong).isEmpty();
        assertThat(tally.lost).isZero();
        assertThat(tally.meanwhile).as("nobody was there to confirm").isLessThanOrEqualTo(8L * ROUNDS);
    }

    @Test
    void R7_what_a_partition_loses_otherwise_is_measured_and_is_less_where_a_primary_without_replicas_refuses() {
        Tally without = partitions("primary");
        without.report("ack=primary");
        Tally bounded = partitions("primary", "--min-replicas-to-write", "1", "--min-replicas-max-lag", "2");
        bounded.report("ack=primary, min-replicas-to-write 1, min-replicas-max-lag 2");
        assertThat(without.lost).as("this test loses something at all").isPositive();
        assertThat(bounded.lost).as("it refuses after 3 of the 8 seconds").isLessThan(without.lost);
    }
}
