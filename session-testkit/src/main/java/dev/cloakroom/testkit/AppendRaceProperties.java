package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Slice;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import net.jqwik.api.Property;

/** R5: many who append at once lose nothing and get places of their own; of many who expect one end, one wins. */
@Family
final class AppendRaceProperties {
    private static final int WRITERS = 4;
    private static final int READERS = 2;

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("append(..): reading where the history ends and writing behind it have to be one atomic step; read(..): "
            + "end and entries of one moment")
    void R5_what_many_append_at_once_is_kept_whole_and_in_one_order() {
        try (Desk desk = bench.desk()) {
            for (int round = 0; round < 3; round++) {
                Claim claim = desk.claimed(desk.alice);
                HistoryCheck check = new HistoryCheck();
                int number = round;
                List<Integer> unused = Race.of(
                        WRITERS + READERS,
                        thread -> thread < WRITERS
                                ? writing(desk.client(thread).store(), claim, check, number + "/" + thread)
                                : reading(desk.client(thread).store(), claim, check));
                assertThat(check.wrongWith(Snapshot.entries(desk.store(), claim)))
                        .as("what is wrong with the history, after " + WRITERS + " threads appended at once")
                        .isEmpty();
            }
        }
    }

    private Callable<Integer> writing(SessionStore store, Claim claim, HistoryCheck check, String name) {
        Random random = new Random(bench.seedOfProperty() + name.hashCode());
        return () -> {
            for (int i = 0; i < 40; i++) {
                int batch = i;
                List<String> texts = IntStream.rangeClosed(0, random.nextInt(4))
                        .mapToObj(part -> name + "/" + batch + "/" + part)
                        .toList();
                long began = System.nanoTime();
                Appended at = Results.done(store.history()
                        .append(claim, Append.of(texts.stream().map(Draft::user).toList())));
                check.appended(texts, at.first(), began);
            }
            return 0;
        };
    }

    private static Callable<Integer> reading(SessionStore store, Claim claim, HistoryCheck check) {
        return () -> {
            for (int i = 0; i < 60; i++) {
                long began = System.nanoTime();
                Page page = Results.done(store.history().read(claim, Slice.latest(20)));
                check.read(page, began);
            }
            return 0;
        };
    }

    @Property(tries = 1)
    @LookAt("append(..) that expects an end: comparing and writing have to be one atomic step")
    void R5_of_many_who_expect_one_end_one_wins() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int round = 0; round < 15; round++) {
                long last = round;
                List<Result<Appended>> results = Race.of(
                        5,
                        thread -> () -> desk.client(thread)
                                .store()
                                .history()
                                .append(
                                        claim,
                                        Append.of(Draft.user("by " + thread)).expecting(last)));
                assertThat(results.stream().map(Results::name))
                        .as("outcomes of five appends that expect the same end")
                        .containsOnlyOnce("done")
                        .containsOnly("done", "refused LAST_SEQ");
                int winner = IntStream.range(0, 5)
                        .filter(i -> Results.isDone(results.get(i)))
                        .findFirst()
                        .orElseThrow();
                List<String> contents = Snapshot.of(desk.store(), claim).contents();
                assertThat(contents)
                        .as("the history after " + (round + 1) + " such races")
                        .hasSize(round + 1);
                assertThat(contents.get(round)).as("whose message was kept").isEqualTo("by " + winner);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): where the history ends must not be read in an earlier step than the entries are written")
    void R5_an_append_that_is_held_up_loses_nothing_of_another() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim probe = desk.claimed(desk.alice);
            int steps = desk.steps().in(() -> {
                Appended unused = Results.done(desk.store().history().append(probe, batch("probe")));
            });
            for (int step = 1; step <= steps; step++) {
                Claim claim = desk.claimed(desk.alice);
                Steps.Meeting<Appended, Appended> both = desk.steps()
                        .meeting(
                                step,
                                () -> Results.done(desk.store().history().append(claim, batch("held"))),
                                () -> Results.done(desk.otherStore().history().append(claim, batch("other"))));
                List<String> expected = new ArrayList<>(both.first().first() == 1 ? of("held") : of("other"));
                boolean unused = expected.addAll(both.first().first() == 1 ? of("other") : of("held"));
                assertThat(Snapshot.of(desk.store(), claim).contents())
                        .as("the history after an append was held up before step " + step + " while another came")
                        .isEqualTo(expected);
                assertThat(both.other().first())
                        .as("the place of the other")
                        .isEqualTo(both.first().first() == 1 ? 3 : 1);
            }
        }
    }

    private static Append batch(String name) {
        return Append.of(of(name).stream().map(Draft::user).toList());
    }

    private static List<String> of(String name) {
        return List.of(name + " 1", name + " 2");
    }
}
