package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R5, R6 and R15: what is appended stands once, in its place, as it was sent. */
class AppendsTest {
    private final Desk desk = Desk.open();
    private final Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void R5_an_entry_comes_back_as_it_was_sent() {
        String content = "zero \0, line\r\n, Ærø, 漢字, 😀, \u2028 and $6\r\n*3";
        Draft draft = new Draft(Role.TOOL, content, Map.of("name", "get_weather", "ünï", "🌧"));
        desk.step(Duration.ofMillis(7));
        Appended appended = desk.registry.history().append(claim, Append.of(draft));
        assertThat(appended).isEqualTo(new Appended.At(1, 1, desk.clock.instant()));
        Entry entry = desk.entries(claim).get(0);
        assertThat(entry.role()).isEqualTo(Role.TOOL);
        assertThat(entry.content()).isEqualTo(content);
        assertThat(entry.metadata()).isEqualTo(draft.metadata());
        assertThat(entry.author()).isEqualTo(Desk.ALICE);
        assertThat(entry.createdAt()).isEqualTo(desk.clock.instant());
    }

    @Test
    void R5_a_batch_is_contiguous_and_in_list_order() {
        assertThat(desk.say(claim, "before")).isEqualTo(1);
        Appended batch = desk.registry
                .history()
                .append(claim, Append.of(List.of(Draft.user("a"), Draft.user("b"), Draft.user("c"))));
        assertThat(batch.first()).isEqualTo(2);
        assertThat(batch.last()).isEqualTo(4);
        assertThat(desk.contents(claim)).containsExactly("before", "a", "b", "c");
    }

    @Test
    void R5_all_400_messages_of_8_threads_are_kept_at_the_places_they_were_told() {
        List<List<Long>> places = Race.of(
                8,
                thread -> () -> IntStream.range(0, 50)
                        .mapToObj(i -> desk.say(claim, thread + "/" + i))
                        .toList());
        List<Entry> entries = desk.entries(claim);
        assertThat(entries)
                .extracting(Entry::seq)
                .isEqualTo(LongStream.rangeClosed(1, 400).boxed().toList());
        for (int thread = 0; thread < 8; thread++) {
            for (int i = 0; i < 50; i++) {
                long place = places.get(thread).get(i);
                assertThat(entries.get((int) place - 1).content()).isEqualTo(thread + "/" + i);
            }
        }
    }

    @Test
    void R5_of_16_who_expect_the_same_end_one_wins_and_the_others_are_told_where_it_ends() {
        for (int round = 0; round < 20; round++) {
            long last = round;
            List<Result<Appended>> results = Race.of(
                    16,
                    thread -> () -> desk.append(
                            claim, Append.of(Draft.user("by " + thread)).expecting(last)));
            assertThat(results).filteredOn(Result.Done.class::isInstance).hasSize(1);
            assertThat(results)
                    .filteredOn(result -> !(result instanceof Result.Done))
                    .hasSize(15)
                    .containsOnly(Result.refused(Refusal.LAST_SEQ, last + 1));
        }
    }

    @Test
    void R5_an_end_that_no_history_can_have_is_refused_like_any_other_that_it_has_not() {
        for (long expected : new long[] {1, 1L << 48, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            assertThat(desk.append(claim, Append.of(Draft.user("x")).expecting(expected)))
                    .isEqualTo(Result.refused(Refusal.LAST_SEQ, 0));
        }
        assertThat(desk.registry
                        .history()
                        .read(claim, Slice.after(Long.MAX_VALUE, 5))
                        .entries())
                .isEmpty();
        assertThat(desk.contents(claim)).isEmpty();
    }

    @Test
    void R6_the_same_key_with_the_same_content_gives_the_places_of_then() {
        Append three = Append.of(List.of(Draft.user("a"), Draft.user("b"), Draft.user("c")))
                .keyed(new IdempotencyKey("messages", "k"));
        assertThat(Desk.done(desk.append(claim, three))).isEqualTo(new Appended.At(1, 3, desk.clock.instant()));
        assertThat(desk.say(claim, "between")).isEqualTo(4);
        assertThat(Desk.done(desk.append(claim, three))).isEqualTo(new Appended.Replayed(1, 3));
        assertThat(desk.contents(claim)).containsExactly("a", "b", "c", "between");
    }

    @Test
    void R6_the_same_key_with_other_content_is_refused_and_nothing_changes() {
        assertThat(desk.append(claim, Desk.keyed("k", "one"))).isInstanceOf(Result.Done.class);
        Session before = desk.registry.describe(claim);
        desk.step(Duration.ofMinutes(1));
        assertThat(Desk.refusal(desk.append(claim, Desk.keyed("k", "two")))).contains(Refusal.KEY_REUSED);
        assertThat(desk.contents(claim)).containsExactly("one");
        assertThat(desk.registry.describe(claim)).isEqualTo(before);
    }

    @Test
    void R6_keys_of_different_people_and_operations_are_different_keys() {
        Claim bobs = desk.shared(claim.id(), Desk.BOB);
        Claim alices = desk.owners(claim.id());
        assertThat(desk.registry
                        .history()
                        .append(alices, Desk.keyed("k", "alice's"))
                        .first())
                .isEqualTo(1);
        assertThat(Desk.done(desk.append(bobs, Desk.keyed("k", "bob's"))).first())
                .isEqualTo(2);
        assertThat(desk.registry.history().recorded(alices, new IdempotencyKey("messages", "k")))
                .contains(new Appended.Replayed(1, 1));
        assertThat(Desk.done(desk.store.history().recorded(bobs, new IdempotencyKey("messages", "k"))))
                .contains(new Appended.Replayed(2, 2));
        assertThat(Desk.done(desk.store.history().recorded(bobs, new IdempotencyKey("chat", "k"))))
                .isEmpty();
    }

    @Test
    void R6_keyed_appends_that_8_threads_retry_are_there_once_each() {
        List<List<Result<Appended>>> results = Race.of(
                8,
                thread -> () -> IntStream.range(0, 50)
                        .mapToObj(i -> desk.append(claim, Desk.keyed("key " + i, "message " + i)))
                        .toList());
        List<String> contents = desk.contents(claim);
        assertThat(contents).hasSize(50).doesNotHaveDuplicates();
        for (int i = 0; i < 50; i++) {
            int message = i;
            HashSet<Long> places = new HashSet<>();
            long fresh = results.stream()
                    .map(of -> Desk.done(of.get(message)))
                    .peek(appended -> places.add(appended.first()))
                    .filter(Appended.At.class::isInstance)
                    .count();
            assertThat(fresh).isEqualTo(1);
            assertThat(places).hasSize(1);
            assertThat(contents.get((int) (places.iterator().next() - 1))).isEqualTo("message " + i);
        }
    }

    @Test
    void R11_limits_take_n_and_refuse_one_more_and_a_replay_is_not_refused() {
        try (Desk small = Desk.open(Limits.standard().with(Limit.MESSAGES, 3).with(Limit.HISTORY_BYTES, 10))) {
            Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
            assertThat(small.append(mine, Desk.keyed("k", "12345678"))).isInstanceOf(Result.Done.class);
            assertThat(small.append(mine, Append.of(Draft.user("123"))))
                    .isEqualTo(Result.refused(Refusal.HISTORY_BYTES, 11));
            assertThat(small.append(mine, Append.of(Draft.user("1")).leavingRoomFor(1, 2)))
                    .isEqualTo(Result.refused(Refusal.HISTORY_BYTES, 11));
            assertThat(small.append(mine, Append.of(List.of(Draft.user("1"), Draft.user("2")))))
                    .isInstanceOf(Result.Done.class);
            assertThat(small.append(mine, Append.of(Draft.user("")))).isEqualTo(Result.refused(Refusal.MESSAGES, 4));
            assertThat(Desk.done(small.append(mine, Desk.keyed("k", "12345678"))))
                    .isEqualTo(new Appended.Replayed(1, 1));
        }
    }

    @Test
    void R15_a_fenced_append_is_refused_once_its_turn_is_over() {
        Turn turn = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        assertThat(desk.say(turn.claim(), "in the turn")).isEqualTo(1);
        Turn next = desk.registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO);
        assertThat(Desk.refusal(desk.append(turn.claim(), Append.of(Draft.user("late")))))
                .contains(Refusal.FENCED);
        assertThat(desk.say(next.claim(), "in the next")).isEqualTo(2);
        next.close();
        assertThat(Desk.refusal(desk.append(next.claim(), Append.of(Draft.user("late")))))
                .contains(Refusal.FENCED);
        assertThat(desk.contents(claim)).containsExactly("in the turn", "in the next");
    }

    @Test
    void R15_a_turn_whose_lease_ran_out_appends_no_more_and_lets_the_next_begin() {
        Turn turn = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        desk.step(Duration.ofMinutes(1));
        assertThat(Desk.refusal(desk.append(turn.claim(), Append.of(Draft.user("late")))))
                .contains(Refusal.FENCED);
        try (Turn next = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO)) {
            assertThat(desk.say(next.claim(), "in the next")).isEqualTo(1);
        }
        turn.close();
    }

    @Test
    void R5_pages_are_contiguous_from_either_end_and_cut_at_their_bytes() {
        try (Desk small = Desk.open(Limits.standard().with(Limit.PAGE_BYTES, 1_000))) {
            Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
            for (int i = 1; i <= 60; i++) {
                assertThat(small.say(mine, i + "x".repeat(90))).isEqualTo(i);
            }
            Page latest = small.registry.history().read(mine, Slice.latest(50));
            assertThat(latest.entries()).hasSizeBetween(5, 12);
            assertThat(latest.entries().get(latest.entries().size() - 1).seq()).isEqualTo(60);
            assertThat(latest.more()).isTrue();
            assertThat(small.contents(mine)).hasSize(60);
            Page middle = small.registry.history().read(mine, Slice.after(29, 3));
            assertThat(middle.entries()).extracting(Entry::seq).containsExactly(30L, 31L, 32L);
            Page before = small.registry.history().read(mine, Slice.before(30, 3));
            assertThat(before.entries()).extracting(Entry::seq).containsExactly(27L, 28L, 29L);
            assertThat(small.registry.history().read(mine, Slice.after(60, 3)).entries())
                    .isEmpty();
        }
    }

    @Test
    void R3_an_append_with_a_claim_of_before_a_revoke_is_stale_and_changes_nothing() {
        Claim bobs = desk.shared(claim.id(), Desk.BOB);
        try (Desk other = desk.second()) {
            assertThat(other.registry.revoke(other.owners(claim.id()), Desk.BOB))
                    .isTrue();
        }
        assertThat(desk.append(bobs, Append.of(Draft.user("late")))).isEqualTo(Result.stale());
        assertThatThrownBy(() -> desk.say(bobs, "late")).isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.contents(desk.owners(claim.id()))).isEmpty();
    }
}
