package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.store.redis.FaultProxy.Fault;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R9 and R10: an answer is used only if it is that of its request, and what is told of the outcome is true. */
class ReplyBindingTest {
    private static final int PEOPLE = 12;
    private static final Fault[] ALL = Fault.values();

    /** One of these faults at about every so many scripts. */
    private static Supplier<Fault> everyFew(int few, Fault... faults) {
        AtomicInteger count = new AtomicInteger();
        return () -> {
            int number = count.incrementAndGet();
            return new SplittableRandom(number).nextInt(few) == 0 ? faults[number % faults.length] : Fault.NONE;
        };
    }

    private static URI through(FaultProxy proxy, String prefix) {
        return URI.create("redis://127.0.0.1:" + proxy.port() + "?prefix=" + prefix + "&timeout=150ms&patience=600ms");
    }

    private static void cause(int faults) throws Exception {
        RedisServer redis = RedisServer.shared();
        String prefix = Desk.freshPrefix();
        try (FaultProxy proxy = new FaultProxy(redis.port(), 250, everyFew(4, ALL));
                Desk clear = Desk.on(redis.uri("prefix=" + prefix));
                Desk desk = Desk.bound(through(proxy, prefix), Wire.Binding.CHECKED)) {
            Traffic traffic = new Traffic(desk, clear, PEOPLE);
            traffic.run(() -> proxy.induced() >= faults);
            assertThat(traffic.wrong(clear)).isEmpty();
            for (Fault fault : ALL) {
                assertThat(fault == Fault.NONE ? 1 : proxy.induced(fault))
                        .as("%s", fault)
                        .isPositive();
            }
            assertThat(traffic.done).as("appends that went well").hasValueGreaterThan(faults / 2);
            assertThat(traffic.unknown).as("unknown outcomes").hasValueGreaterThan(0);
            assertThat(desk.store.crossedReplies()).isPositive();
        }
    }

    @Test
    void R9_outcomes_are_told_truthfully_through_500_faults_of_all_kinds() throws Exception {
        cause(500);
    }

    @Test
    @Tag("full")
    void R9_outcomes_are_told_truthfully_through_10_000_faults_of_all_kinds() throws Exception {
        cause(10_000);
    }

    @Test
    void R10_every_answer_that_was_doubled_or_swapped_is_noticed() throws Exception {
        RedisServer redis = RedisServer.shared();
        String prefix = Desk.freshPrefix();
        try (FaultProxy proxy = new FaultProxy(redis.port(), 0, everyFew(5, Fault.SWAP));
                Desk clear = Desk.on(redis.uri("prefix=" + prefix));
                Desk desk = Desk.on(URI.create("redis://127.0.0.1:" + proxy.port() + "?prefix=" + prefix))) {
            long before = desk.store.crossedReplies();
            Traffic traffic = new Traffic(desk, clear, PEOPLE);
            traffic.run(() -> proxy.induced() >= 300);
            assertThat(traffic.wrong(clear)).isEmpty();
            assertThat(desk.store.crossedReplies() - before).isEqualTo(proxy.induced(Fault.SWAP));
        }
    }

    @Test
    void R10_without_the_comparison_the_same_faults_show_people_what_is_not_theirs() throws Exception {
        RedisServer redis = RedisServer.shared();
        String prefix = Desk.freshPrefix();
        try (FaultProxy proxy = new FaultProxy(redis.port(), 250, everyFew(4, Fault.SWAP, Fault.DUPLICATE));
                Desk clear = Desk.on(redis.uri("prefix=" + prefix));
                Desk desk = Desk.bound(through(proxy, prefix), (nonce, key, answered, answeredKey) -> true)) {
            Traffic traffic = new Traffic(desk, clear, PEOPLE);
            traffic.run(() -> proxy.induced() >= 200);
            List<String> wrong = traffic.wrong(clear);
            assertThat(wrong).as("what the comparison prevents").isNotEmpty();
            assertThat(wrong).anyMatch(what -> what.contains("was shown"));
        }
    }
}
