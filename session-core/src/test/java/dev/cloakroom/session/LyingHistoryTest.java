package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** R5, R9: pages and acknowledgements that cannot be true are not delivered. */
class LyingHistoryTest {
    @Test
    void R5_a_page_that_is_not_the_slice_is_not_delivered() {
        for (List<Long> wrong : List.of(
                List.of(2L, 4L),
                List.of(3L, 2L),
                List.of(2L, 2L),
                List.of(1L, 2L),
                List.of(2L, 3L, 4L),
                List.of(5L),
                List.of(3L))) {
            requireBroken(() -> readingWhenTheStoreSays(wrong, 4, new Slice(1, 5, 2, Slice.End.OLDEST)));
        }
        for (List<Long> wrong : List.of(List.of(2L, 3L), List.of(3L), List.of(4L, 5L), List.of(2L, 3L, 4L))) {
            requireBroken(() -> readingWhenTheStoreSays(wrong, 5, new Slice(1, 5, 2, Slice.End.NEWEST)));
        }
        assertThat(readingWhenTheStoreSays(List.of(2L, 3L), 4, new Slice(1, 4, 2, Slice.End.OLDEST))
                        .entries())
                .hasSize(2);
        assertThat(readingWhenTheStoreSays(List.of(3L, 4L), 4, new Slice(2, 5, 2, Slice.End.NEWEST))
                        .entries())
                .hasSize(2);
        requireBroken(() -> readingWhenTheStoreSays(List.of(2L, 3L), 4, new Slice(1, 5, 2, Slice.End.OLDEST)));
        requireBroken(() -> readingWhenTheStoreSays(List.of(3L, 4L), 4, new Slice(1, 5, 2, Slice.End.NEWEST)));
    }

    @Test
    void R9_an_outage_is_never_an_empty_history() {
        requireBroken(() -> readingWhenTheStoreSays(List.of(), 3, Slice.latest(10)));
        requireBroken(() -> readingWhenTheStoreSays(List.of(), 3, Slice.after(2, 10)));
        assertThat(readingWhenTheStoreSays(List.of(), 3, Slice.after(3, 10)).entries())
                .isEmpty();
        assertThat(readingWhenTheStoreSays(List.of(), 0, Slice.latest(10)).entries())
                .isEmpty();
    }

    @Test
    void R5_a_page_cannot_reach_beyond_the_end_it_names() {
        requireBroken(() -> readingWhenTheStoreSays(List.of(1L, 2L, 3L), 2, Slice.after(0, 10)));
        requireBroken(() -> readingWhenTheStoreSays(List.of(1L), 0, Slice.latest(10)));
    }

    @Test
    void R5_an_acknowledgement_of_another_length_is_not_believed() {
        for (Appended wrong : List.of(
                new Appended.At(1, 1, Instant.EPOCH),
                new Appended.At(1, 3, Instant.EPOCH),
                new Appended.At(2, 1, Instant.EPOCH),
                new Appended.At(0, 1, Instant.EPOCH),
                new Appended.At(-1, 0, Instant.EPOCH),
                new Appended.Replayed(4, 4))) {
            House lying = new House((limits, clock) -> new TestStore(limits, clock) {
                @Override
                public Result<Appended> append(Claim claim, Append append) {
                    return Result.done(wrong);
                }
            });
            Claim claim = lying.claimed(House.ALICE, Access.APPEND);
            Append two = Append.of(List.of(Draft.user("a"), Draft.user("b")));
            requireBroken(() -> lying.registry.history().append(claim, two));
        }
    }

    @Test
    void R9_acknowledged_entries_that_are_missing_are_reported() {
        requireBroken(() -> {
            House lying = new House((limits, clock) -> new TestStore(limits, clock) {
                @Override
                public Result<Page> read(Claim claim, Slice asked) {
                    return Result.done(new Page(List.of(), 0, false));
                }
            });
            Claim claim = lying.filled(House.ALICE, 2);
            var unused = lying.registry.history().entries(claim, new Appended.Replayed(1, 2));
        });
    }

    private static Page readingWhenTheStoreSays(List<Long> seqs, long lastSeq, Slice slice) {
        List<Entry> entries = seqs.stream()
                .map(seq -> new Entry(seq, Role.USER, "x", House.ALICE, Instant.EPOCH, Map.of()))
                .toList();
        House lying = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Page> read(Claim claim, Slice asked) {
                return Result.done(new Page(entries, lastSeq, false));
            }
        });
        return lying.registry.history().read(lying.claimed(House.ALICE, Access.READ), slice);
    }

    private static void requireBroken(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreContractBroken.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
