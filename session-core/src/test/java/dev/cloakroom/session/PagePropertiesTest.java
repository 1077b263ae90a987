package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;

/** Slices and pages against a model that looks at every entry one by one. */
class PagePropertiesTest {
    @Property(tries = 10_000)
    void R5_a_slice_is_the_part_of_the_history_that_it_describes(
            @ForAll("slices") Slice slice, @ForAll @IntRange(max = 12) int lastSeq) {
        List<Long> model = places(slice, lastSeq);
        Statistics.label("empty").collect(model.isEmpty());
        long from = slice.from(lastSeq);
        long to = slice.to(lastSeq);
        if (model.isEmpty()) {
            assertThat(from).isGreaterThan(to);
        } else {
            assertThat(from).isEqualTo(model.get(0));
            assertThat(to).isEqualTo(model.get(model.size() - 1));
        }
    }

    @Property(tries = 10_000)
    void R5_a_page_is_cut_at_the_bytes_and_says_whether_there_is_more(
            @ForAll("slices") Slice slice,
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @LongRange(min = 1, max = 20) long bytes) {
        List<Entry> history = history(sizes);
        List<Long> wanted = places(slice, history.size());
        List<Entry> range =
                wanted.stream().map(place -> history.get((int) (place - 1))).toList();
        Page page = Page.of(slice, range, history.size(), bytes);

        List<Entry> model = new ArrayList<>();
        List<Entry> walk = new ArrayList<>(range);
        if (slice.end() == Slice.End.NEWEST) {
            Collections.reverse(walk);
        }
        long size = 0;
        for (Entry entry : walk) {
            size += entry.content().length();
            if (size > bytes && !model.isEmpty()) {
                break;
            }
            model.add(entry);
        }
        List<Long> all = unlimited(slice, history.size());
        boolean more = !model.isEmpty() && model.size() < all.size();
        if (slice.end() == Slice.End.NEWEST) {
            Collections.reverse(model);
        }
        Statistics.label("more").collect(more);
        assertThat(page.entries()).isEqualTo(model);
        assertThat(page.lastSeq()).isEqualTo(history.size());
        assertThat(page.more()).isEqualTo(more);
    }

    @Property(tries = 2000)
    void R5_paging_forward_or_backward_meets_every_entry_once(
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @IntRange(min = 1, max = 4) int limit,
            @ForAll @LongRange(min = 1, max = 20) long bytes) {
        List<Entry> history = history(sizes);
        List<Entry> forward = new ArrayList<>();
        Page page;
        do {
            long after = forward.isEmpty() ? 0 : forward.get(forward.size() - 1).seq();
            page = page(history, Slice.after(after, limit), bytes);
            forward.addAll(page.entries());
        } while (page.more());
        assertThat(forward).isEqualTo(history);

        List<Entry> backward = new ArrayList<>();
        do {
            Slice slice = backward.isEmpty()
                    ? Slice.latest(limit)
                    : Slice.before(backward.get(0).seq(), limit);
            page = page(history, slice, bytes);
            backward.addAll(0, page.entries());
        } while (page.more());
        assertThat(backward).isEqualTo(history);
    }

    @Property
    void huge_positions_do_not_overflow(@ForAll("extremes") long after, @ForAll("extremes") long before) {
        for (Slice.End end : Slice.End.values()) {
            for (int limit : new int[] {1, Integer.MAX_VALUE}) {
                Slice slice = new Slice(after, before, limit, end);
                long from = slice.from(10);
                long to = slice.to(10);
                boolean any = LongRangeModel.any(after, before, 10);
                assertThat(from <= to).isEqualTo(any);
                assertThat(from).isPositive();
                assertThat(to).isLessThanOrEqualTo(10);
            }
        }
    }

    private static Page page(List<Entry> history, Slice slice, long bytes) {
        long from = slice.from(history.size());
        long to = slice.to(history.size());
        List<Entry> range = from > to ? List.of() : history.subList((int) from - 1, (int) to);
        return Page.of(slice, range, history.size(), bytes);
    }

    private static List<Long> unlimited(Slice slice, int lastSeq) {
        List<Long> all = new ArrayList<>();
        for (long place = 1; place <= lastSeq; place++) {
            if (place > slice.after() && place < slice.before()) {
                all.add(place);
            }
        }
        return all;
    }

    private static List<Long> places(Slice slice, int lastSeq) {
        List<Long> all = unlimited(slice, lastSeq);
        int kept = Math.min(all.size(), slice.limit());
        return slice.end() == Slice.End.OLDEST ? all.subList(0, kept) : all.subList(all.size() - kept, all.size());
    }

    private static List<Entry> history(List<Integer> sizes) {
        return IntStream.range(0, sizes.size())
                .mapToObj(i ->
                        new Entry(i + 1L, Role.USER, "x".repeat(sizes.get(i)), House.ALICE, Instant.EPOCH, Map.of()))
                .toList();
    }

    @Provide
    Arbitrary<Slice> slices() {
        Arbitrary<Long> before =
                Arbitraries.oneOf(Arbitraries.longs().between(0, 14), Arbitraries.just(Long.MAX_VALUE));
        return Combinators.combine(
                        Arbitraries.longs().between(0, 14),
                        before,
                        Arbitraries.integers().between(1, 14),
                        Arbitraries.of(Slice.End.class))
                .as(Slice::new);
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(0, 10).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<Long> extremes() {
        return Arbitraries.of(
                0L, 1L, 9L, 10L, 11L, Long.MAX_VALUE / 2, Long.MAX_VALUE - 1, (long) Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private static final class LongRangeModel {
        static boolean any(long after, long before, int lastSeq) {
            return IntStream.rangeClosed(1, lastSeq).anyMatch(place -> place > after && place < before);
        }
    }
}
