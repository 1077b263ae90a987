package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R5: a history is what was appended, in order, to the last code point, and a page is a contiguous part of it. */
@Family
final class HistoryProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 30)
    @LookAt("how entries are stored and ordered: by their place, each with role, text, author and metadata as given")
    void R5_a_history_is_what_was_appended_in_order(@ForAll("batches") List<List<Draft>> batches) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<Entry> expected = new ArrayList<>();
            for (List<Draft> batch : batches) {
                Append append = Append.of(batch);
                Appended at = Results.done(
                        desk.client(expected.size()).store().history().append(claim, append));
                assertThat(at).as("the outcome of an append without a key").isInstanceOf(Appended.At.class);
                Instant instant = ((Appended.At) at).at();
                assertThat(instant)
                        .as("an instant, in whole milliseconds")
                        .isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS));
                assertThat(List.of(at.first(), at.last()))
                        .as("places of a batch of " + batch.size() + " after " + expected.size())
                        .containsExactly(expected.size() + 1L, (long) expected.size() + batch.size());
                expected.addAll(append.entriesAt(at.first(), desk.alice, instant));
            }
            assertThat(Snapshot.entries(desk.otherStore(), claim))
                    .as("the history")
                    .isEqualTo(expected);
            assertThat(desk.head(claim).lastSeq()).as("where the history ends").isEqualTo(expected.size());
        }
    }

    @Provide
    Arbitrary<List<List<Draft>>> batches() {
        Arbitrary<Map<String, String>> metadata =
                Arbitraries.maps(Hostile.texts(64), Hostile.texts(512)).ofMaxSize(2);
        return Combinators.combine(Arbitraries.of(Role.class), Hostile.texts(400), metadata)
                .as(Draft::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property(tries = 1)
    @LookAt("where entries are kept: all of them for the life of the session, never a window of the newest")
    void R5_the_oldest_entries_of_a_long_history_are_still_there() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<String> expected = new ArrayList<>();
            while (expected.size() < 600) {
                List<Draft> batch = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    String text = "message " + (expected.size() + 1);
                    boolean unused = expected.add(text);
                    unused = batch.add(Draft.user(text));
                }
                Appended unused = Results.done(desk.store().history().append(claim, Append.of(batch)));
            }
            assertThat(Snapshot.of(desk.otherStore(), claim).contents())
                    .as("600 messages")
                    .isEqualTo(expected);
        }
    }

    @Property(tries = 60)
    @LookAt("read(..): the entries from Slice.from(lastSeq) to Slice.to(lastSeq), made into a page by Page.of")
    void R5_a_page_is_the_contiguous_part_that_was_asked_for(@ForAll("slices") List<Slice> slices) {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.PAGE_BYTES, 40))) {
            Claim claim = desk.claimed(desk.alice);
            List<Entry> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                requirePages(desk, claim, all, slices);
                Append append = Append.of(List.of(Draft.user("x".repeat(i * 9)), Draft.assistant("é"), Draft.user("")));
                Appended.At at =
                        (Appended.At) Results.done(desk.store().history().append(claim, append));
                boolean unused = all.addAll(append.entriesAt(at.first(), desk.alice, at.at()));
            }
            requirePages(desk, claim, all, slices);
        }
    }

    private static void requirePages(Desk desk, Claim claim, List<Entry> all, List<Slice> slices) {
        for (Slice slice : slices) {
            int from = (int) slice.from(all.size());
            int to = (int) slice.to(all.size());
            List<Entry> range = from > to ? List.of() : all.subList(from - 1, to);
            assertThat(Results.done(desk.otherStore().history().read(claim, slice)))
                    .as(slice + " of a history of " + all.size())
                    .isEqualTo(Page.of(slice, range, all.size(), 40));
        }
    }

    @Provide
    Arbitrary<List<Slice>> slices() {
        Arbitrary<Long> after = Arbitraries.longs().between(0, 11);
        Arbitrary<Long> before =
                Arbitraries.oneOf(Arbitraries.longs().between(0, 12), Arbitraries.just(Long.MAX_VALUE));
        Arbitrary<Integer> limit = Arbitraries.oneOf(Arbitraries.integers().between(1, 12), Arbitraries.just(200));
        return Combinators.combine(after, before, limit, Arbitraries.of(Slice.End.class))
                .as(Slice::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Property(tries = 1)
    @LookAt("what read(..), list(..) and owned(..) return: values of one moment, not the lists that the store works on")
    void R5_what_was_read_stays_as_it_was() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            Page page = Results.done(desk.store().history().read(claim, Slice.latest(10)));
            var files = Results.done(desk.store().artifacts().list(claim));
            var heads = desk.store().owned(desk.alice, null, 10).orElseThrow().heads();
            var before = List.of(List.copyOf(page.entries()), List.copyOf(files), List.copyOf(heads));
            for (List<?> list : List.of(page.entries(), files, heads)) {
                Outcome outcome = Outcome.of(() -> list.remove(0));
                assertThat(outcome.thrown())
                        .as("changing a list that a store returned")
                        .isNotNull();
            }
            long last = desk.say(claim, "later");
            assertThat(last).as("the place of the next message").isEqualTo(4);
            var kept = Uploads.put(desk.store(), claim, "later", new byte[] {4});
            assertThat(List.of(page.entries(), files, heads))
                    .as("what was read before " + kept)
                    .isEqualTo(before);
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): it is refused unless the history ends exactly there, and says where it ends")
    void R5_an_append_that_expects_another_end_is_refused() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int last = 0; last < 3; last++) {
                for (long wrong : new long[] {last + 1L, last + 2L, Math.max(0, last - 1), Long.MAX_VALUE}) {
                    if (wrong == last) {
                        continue;
                    }
                    assertThat(desk.otherStore()
                                    .history()
                                    .append(claim, expecting(wrong))
                                    .toString())
                            .as("an append that expects " + wrong + " where the history ends at " + last)
                            .contains("LAST_SEQ")
                            .contains("found=" + last);
                }
                Appended at = Results.done(desk.store().history().append(claim, expecting(last)));
                assertThat(at.first())
                        .as("the place of an append that expects " + last)
                        .isEqualTo(last + 1L);
            }
            assertThat(Snapshot.entries(desk.store(), claim)).as("the history").hasSize(3);
        }
    }

    private static Append expecting(long last) {
        return Append.of(Draft.user("expecting " + last)).expecting(last);
    }
}
