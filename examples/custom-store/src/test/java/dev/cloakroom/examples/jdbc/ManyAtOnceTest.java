package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManyAtOnceTest {
    private static final int WRITERS = 8;

    private Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
    }

    private SessionRegistry instance(int writer) {
        return writer % 2 == 0 ? desk.registry : desk.other;
    }

    @Test
    void eight_writers_over_two_instances_lose_nothing() throws Exception {
        Claim claim = desk.opened();
        List<List<Long>> places = atOnce(writer -> () -> {
            List<Long> mine = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                Appended at = instance(writer).history().append(claim, Draft.user(writer + "/" + i));
                assertThat(mine.add(at.first())).isTrue();
            }
            return mine;
        });

        List<String> contents = new ArrayList<>();
        desk.registry
                .history()
                .read(claim, Slice.after(0, 200))
                .entries()
                .forEach(entry -> contents.add(entry.content()));

        assertThat(contents).hasSize(200).doesNotHaveDuplicates();
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(places.get(writer)).isSorted();
            for (int i = 0; i < 25; i++) {
                assertThat(contents.get((int) (places.get(writer).get(i) - 1))).isEqualTo(writer + "/" + i);
            }
        }
    }

    @Test
    void of_eight_who_expect_one_end_one_wins() throws Exception {
        Claim claim = desk.opened();

        List<Boolean> won = atOnce(writer -> () -> {
            try {
                return instance(writer)
                                .history()
                                .append(claim, Append.of(Draft.user("x")).expecting(0))
                                .first()
                        == 1;
            } catch (SessionConflict lost) {
                return false;
            }
        });

        assertThat(won).containsOnlyOnce(true);
        assertThat(desk.contents(claim)).hasSize(1);
    }

    @Test
    void of_eight_under_one_key_one_appends_and_all_are_told_its_place() throws Exception {
        Claim claim = desk.opened();

        List<Appended> told = atOnce(writer -> () -> instance(writer).history().append(claim, Desk.keyed("k", "x")));

        assertThat(told).extracting(Appended::first).containsOnly(1L);
        assertThat(told).filteredOn(Appended.At.class::isInstance).hasSize(1);
    }

    @Test
    void the_limit_of_sessions_is_exact_also_for_somebody_who_never_had_one() throws Exception {
        desk.close();
        desk = new Desk(Desk.LIMITS.with(Limit.SESSIONS, 3));

        List<Boolean> opened = atOnce(writer -> () -> {
            try {
                return instance(writer).open(desk.ann).owner().equals(desk.ann);
            } catch (LimitExceeded full) {
                return false;
            }
        });

        assertThat(opened).filteredOn(one -> one).hasSize(3);
        assertThat(desk.registry.list(desk.ann, null, 10).orElseThrow().sessions())
                .hasSize(3);
    }

    @Test
    void instances_that_start_at_once_over_an_empty_database_all_start() throws Exception {
        for (String table : List.of("grant", "entry", "key", "file", "chunk", "name", "owner", "session")) {
            Line.run("DROP TABLE cr_" + table);
        }

        Set<String> names = new HashSet<>(atOnce(writer -> () -> {
            try (JdbcSessionStore store = desk.line.store(Desk.LIMITS)) {
                return store.name();
            }
        }));

        assertThat(names).containsExactly("jdbc");
        assertThat(desk.say(desk.opened(), "x").first()).isEqualTo(1);
    }

    private static <T> List<T> atOnce(IntFunction<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CyclicBarrier start = new CyclicBarrier(WRITERS);
            List<Future<T>> running = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Callable<T> mine = work.apply(writer);
                running.add(threads.submit(() -> {
                    int unused = start.await();
                    return mine.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } finally {
            List<Runnable> unused = threads.shutdownNow();
        }
    }
}
