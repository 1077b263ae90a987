package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("messages", "k");

    @Test
    void R5_entries_stand_in_order_with_the_author_of_the_claim() {
        House house = new House();
        Claim claim = house.filled(House.ALICE, 3);
        house.registry.grant(house.owners(claim.id()), House.BOB, Access.APPEND);
        Claim bobs = house.registry.claim(claim.id(), House.BOB, Access.APPEND);
        Appended appended = house.registry.history().append(bobs, Draft.assistant("from bob"));
        assertThat(appended).isEqualTo(new Appended.At(4, 4, house.clock.instant()));
        List<Entry> entries =
                house.registry.history().read(claim, Slice.after(2, 10)).entries();
        assertThat(entries).extracting(Entry::seq).containsExactly(3L, 4L);
        assertThat(entries).extracting(Entry::author).containsExactly(House.ALICE, House.BOB);
    }

    @Test
    void R5_of_two_that_expect_the_same_end_one_wins() {
        House house = new House();
        Claim claim = house.filled(House.ALICE, 1);
        assertThat(house.registry
                        .history()
                        .append(claim, Append.of(Draft.user("a")).expecting(1))
                        .last())
                .isEqualTo(2);
        assertThatThrownBy(() -> house.registry
                        .history()
                        .append(claim, Append.of(Draft.user("b")).expecting(1)))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(SessionConflict.Kind.EXPECTED_SEQ))
                .hasMessageContaining("ends at 2");
    }

    @Test
    void R6_the_same_key_replays_and_other_content_is_refused() {
        House house = new House();
        Claim claim = house.filled(House.ALICE, 1);
        Append keyed = Append.of(List.of(Draft.user("a"), Draft.user("b"))).keyed(KEY);
        History history = house.registry.history();
        assertThat(history.recorded(claim, KEY)).isEmpty();
        Appended first = history.append(claim, keyed);
        Appended again = history.append(claim, keyed);
        assertThat(again).isEqualTo(new Appended.Replayed(2, 3));
        assertThat(history.recorded(claim, KEY)).contains(new Appended.Replayed(2, 3));
        assertThat(history.entries(claim, first, keyed)).isEqualTo(history.entries(claim, again, keyed));
        assertThatThrownBy(
                        () -> history.append(claim, Append.of(Draft.user("c")).keyed(KEY)))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(SessionConflict.Kind.KEY_REUSED));
        assertThat(house.contents(claim)).containsExactly("message 1", "a", "b");
    }

    @Test
    void R6_two_people_with_the_same_key_do_not_meet() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        house.registry.grant(house.owners(claim.id()), House.BOB, Access.APPEND);
        Claim bobs = house.registry.claim(claim.id(), House.BOB, Access.APPEND);
        Appended one = house.registry
                .history()
                .append(claim, Append.of(Draft.user("a")).keyed(KEY));
        Appended other =
                house.registry.history().append(bobs, Append.of(Draft.user("b")).keyed(KEY));
        assertThat(List.of(one, other)).hasOnlyElementsOfType(Appended.At.class);
        assertThat(house.contents(claim)).containsExactly("a", "b");
    }

    @Test
    void entries_are_read_in_as_many_pages_as_they_take() {
        House house = new House(Limits.standard().with(Limit.PAGE_ENTRIES, 3).with(Limit.PAGE_BYTES, 20));
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        List<Draft> drafts = IntStream.rangeClosed(1, 17)
                .mapToObj(i -> Draft.user("m".repeat(i)))
                .toList();
        Append append = Append.of(drafts).keyed(KEY);
        Appended before = house.registry.history().append(claim, Draft.user("before"));
        assertThat(before.last()).isEqualTo(1);
        Appended.At at = (Appended.At) house.registry.history().append(claim, append);
        Appended after = house.registry.history().append(claim, Draft.user("after"));
        assertThat(after.last()).isEqualTo(19);
        List<Entry> expected = append.entriesAt(2, House.ALICE, at.at());
        assertThat(house.registry.history().entries(claim, at)).isEqualTo(expected);
        assertThat(house.registry.history().entries(claim, at, append)).isEqualTo(expected);
        Appended replayed = house.registry.history().append(claim, append);
        assertThat(replayed).isEqualTo(new Appended.Replayed(2, 18));
        List<String> calls =
                house.store.callsOf(() -> assertThat(house.registry.history().entries(claim, replayed, append))
                        .isEqualTo(expected));
        assertThat(calls).containsOnly("read").hasSizeGreaterThan(6);
    }

    @Test
    void new_entries_need_no_read() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        Append append = Append.of(Draft.user("a"));
        Appended at = house.registry.history().append(claim, append);
        assertThat(house.store.callsOf(() -> assertThat(house.registry.history().entries(claim, at, append))
                        .hasSize(1)))
                .isEmpty();
    }

    @Test
    void R11_a_page_takes_n_entries_and_refuses_to_be_asked_for_more() {
        House house = new House(Limits.standard().with(Limit.PAGE_ENTRIES, 3));
        Claim claim = house.filled(House.ALICE, 5);
        assertThat(house.registry.history().read(claim, Slice.latest(2)).entries())
                .hasSize(2);
        Page page = house.registry.history().read(claim, Slice.latest(3));
        assertThat(page.entries()).extracting(Entry::seq).containsExactly(3L, 4L, 5L);
        assertThat(page.lastSeq()).isEqualTo(5);
        assertThat(page.more()).isTrue();
        assertThatThrownBy(() -> house.registry.history().read(claim, Slice.latest(4)))
                .isInstanceOf(LimitExceeded.class);
    }

    @Test
    void R11_messages_and_bytes_take_n_and_refuse_one_more_without_a_trace() {
        House house = new House(Limits.standard().with(Limit.MESSAGES, 3).with(Limit.HISTORY_BYTES, 10));
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        History history = house.registry.history();
        assertThat(history.append(claim, Draft.user("12345678")).last()).isEqualTo(1);
        assertThatThrownBy(() -> history.append(claim, Draft.user("123")))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.HISTORY_BYTES));
        assertThatThrownBy(
                        () -> history.append(claim, Append.of(Draft.user("1")).leavingRoomFor(2, 0)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.MESSAGES));
        assertThatThrownBy(
                        () -> history.append(claim, Append.of(Draft.user("1")).leavingRoomFor(1, 2)))
                .isInstanceOf(LimitExceeded.class);
        assertThat(history.append(claim, Append.of(Draft.user("1")).leavingRoomFor(1, 1))
                        .last())
                .isEqualTo(2);
        assertThat(history.append(claim, Draft.user("1")).last()).isEqualTo(3);
        assertThatThrownBy(() -> history.append(claim, Draft.user("")))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.MESSAGES));
        assertThat(house.contents(claim)).containsExactly("12345678", "1", "1");
    }

    @Test
    void R11_what_is_too_large_does_not_reach_the_store() {
        House house = new House(Limits.standard().with(Limit.CONTENT_BYTES, 5));
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        assertThat(house.store.callsOf(() -> assertThatThrownBy(
                                () -> house.registry.history().append(claim, Draft.user("123456")))
                        .isInstanceOf(LimitExceeded.class)
                        .hasMessage("content: 6 bytes, limit 5")))
                .isEmpty();
        assertThat(house.registry.history().append(claim, Draft.user("12345")).last())
                .isEqualTo(1);
    }

    @Test
    void R5_content_comes_back_to_the_last_code_point() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        String odd = "\0\u0001\r\n\u2028\uFEFF\uD83D\uDE00e\u0301\uFFFF";
        Appended unused = house.registry.history().append(claim, Draft.user(odd));
        assertThat(house.contents(claim)).containsExactly(odd);
    }
}
