package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppendTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("messages", "k1");

    @Test
    void an_append_holds_what_it_was_made_of() {
        Append append = Append.of(List.of(Draft.user("ab"), Draft.assistant("é")))
                .expecting(7)
                .keyed(KEY)
                .leavingRoomFor(1, 100);
        assertThat(append.drafts()).containsExactly(Draft.user("ab"), Draft.assistant("é"));
        assertThat(append.expectedLastSeq()).isEqualTo(7);
        assertThat(append.key()).isEqualTo(KEY);
        assertThat(append.bytes()).isEqualTo(4);
        assertThat(append.entriesNeeded()).isEqualTo(3);
        assertThat(append.bytesNeeded()).isEqualTo(104);
    }

    @Test
    void without_conditions_it_has_none() {
        Append append = Append.of(Draft.user("x"));
        assertThat(append.expectedLastSeq()).isEqualTo(Append.UNCONDITIONAL);
        assertThat(append.key()).isNull();
        assertThat(append.entriesNeeded()).isEqualTo(1);
        assertThat(append.bytesNeeded()).isEqualTo(1);
    }

    @Test
    void an_empty_batch_and_a_negative_last_seq_are_refused() {
        assertThatThrownBy(() -> Append.of(List.of())).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Append.of(Draft.user("x")).expecting(-1)).isInstanceOf(InvalidInput.class);
        assertThat(Append.of(Draft.user("x")).expecting(0).expectedLastSeq()).isZero();
    }

    @Test
    void R11_room_to_leave_is_never_negative_and_never_overflows() {
        Append append = Append.of(Draft.user("x"));
        assertThatThrownBy(() -> append.leavingRoomFor(-1, 0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> append.leavingRoomFor(0, -1)).isInstanceOf(InvalidInput.class);
        Append greedy = append.leavingRoomFor(Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThat(greedy.entriesNeeded()).isEqualTo(1L + Integer.MAX_VALUE);
        assertThat(greedy.bytesNeeded()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void lists_and_maps_that_were_handed_in_are_copied() {
        List<Draft> drafts = new ArrayList<>(List.of(Draft.user("a")));
        Map<String, String> pairs = new HashMap<>(Map.of("k", "v"));
        Draft draft = Draft.user("a").withMetadata(pairs);
        Append append = Append.of(drafts);
        drafts.add(Draft.user("b"));
        pairs.put("k2", "v2");
        assertThat(append.drafts()).hasSize(1);
        assertThat(draft.metadata()).containsOnlyKeys("k");
        assertThatThrownBy(() -> append.drafts().add(draft)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> draft.metadata().put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void entries_stand_one_after_the_other_with_the_author_of_the_claim() {
        Draft first = Draft.of(Role.TOOL, "a").withMetadata(Map.of("k", "v"));
        List<Entry> entries =
                Append.of(List.of(first, Draft.user("b"))).entriesAt(5, House.BOB, Instant.ofEpochMilli(3));
        assertThat(entries)
                .containsExactly(
                        new Entry(5, Role.TOOL, "a", House.BOB, Instant.ofEpochMilli(3), Map.of("k", "v")),
                        new Entry(6, Role.USER, "b", House.BOB, Instant.ofEpochMilli(3), Map.of()));
    }

    @Test
    void R6_a_digest_is_16_bytes_and_depends_on_the_expected_seq_and_what_the_key_covers_but_not_on_the_key() {
        Append append = Append.of(Draft.user("x"));
        assertThat(append.digest())
                .hasSize(16)
                .isEqualTo(Append.of(Draft.user("x")).digest());
        assertThat(append.keyed(KEY).digest()).isEqualTo(append.digest());
        assertThat(append.leavingRoomFor(2, 2).digest()).isEqualTo(append.digest());
        assertThat(append.expecting(0).digest()).isNotEqualTo(append.digest());
        assertThat(append.expecting(0).digest())
                .isNotEqualTo(append.expecting(1).digest());
        assertThat(append.keyed(KEY, "model a").digest())
                .isNotEqualTo(append.keyed(KEY).digest())
                .isNotEqualTo(append.keyed(KEY, "model b").digest());
    }

    @Test
    void R6_conditions_keep_what_the_key_covers() {
        Append covering = Append.of(Draft.user("x")).keyed(KEY, "model a");
        assertThat(covering.leavingRoomFor(1, 1).digest()).isEqualTo(covering.digest());
        assertThat(covering.expecting(3).digest())
                .isEqualTo(Append.of(Draft.user("x"))
                        .expecting(3)
                        .keyed(KEY, "model a")
                        .digest());
    }

    @Test
    void R11_each_limit_of_a_batch_takes_n_and_refuses_one_more() {
        Limits limits = Limits.standard()
                .with(Limit.BATCH_MESSAGES, 2)
                .with(Limit.CONTENT_BYTES, 6)
                .with(Limit.METADATA_PAIRS, 2)
                .with(Limit.METADATA_KEY_CHARS, 3)
                .with(Limit.METADATA_VALUE_CHARS, 4);
        Draft full = Draft.user("éé12").withMetadata(Map.of("abc", "1234", "d", ""));
        Append.of(List.of(full, full)).requireWithin(limits);
        Append.of(full).requireWithin(limits);
        requireRefused(Limit.BATCH_MESSAGES, limits, full, full, full);
        requireRefused(Limit.CONTENT_BYTES, limits, Draft.user("éé123"));
        requireRefused(Limit.CONTENT_BYTES, limits, Draft.user("中中a"));
        requireRefused(Limit.METADATA_PAIRS, limits, full.withMetadata(Map.of("a", "", "b", "", "c", "")));
        requireRefused(Limit.METADATA_KEY_CHARS, limits, full.withMetadata(Map.of("abcd", "")));
        requireRefused(Limit.METADATA_VALUE_CHARS, limits, full.withMetadata(Map.of("a", "12345")));
    }

    private static void requireRefused(Limit limit, Limits limits, Draft... drafts) {
        assertThatThrownBy(() -> Append.of(List.of(drafts)).requireWithin(limits))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit));
    }
}
