package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R5, R8: following a history. */
class FollowerTest {
    private final House house = new House();
    private final History history = house.registry.history();
    private final Claim claim = house.filled(House.ALICE, 3);
    private final AtomicInteger rings = new AtomicInteger();

    @Test
    void R5_everything_after_a_place_is_seen_once_and_in_order() {
        try (Follower follower = history.follow(claim, 1, rings::incrementAndGet)) {
            assertThat(seqs(follower.next(1))).containsExactly(2L);
            assertThat(follower.next(1).more()).isFalse();
            assertThat(follower.position()).isEqualTo(3);
            assertThat(seqs(follower.next(1))).isEmpty();
            append("4");
            append("5");
            append("6");
            Page page = follower.next(2);
            assertThat(seqs(page)).containsExactly(4L, 5L);
            assertThat(page.more()).isTrue();
            assertThat(seqs(follower.next(2))).containsExactly(6L);
        }
    }

    @Test
    void following_from_now_sees_what_comes_later_and_from_0_everything() {
        try (Follower now = history.follow(claim, History.NOW, rings::incrementAndGet);
                Follower all = history.follow(claim, 0, rings::incrementAndGet);
                Follower end = history.follow(claim, 3, rings::incrementAndGet)) {
            assertThat(seqs(now.next(10))).isEmpty();
            assertThat(seqs(all.next(10))).containsExactly(1L, 2L, 3L);
            append("4");
            assertThat(seqs(now.next(10))).containsExactly(4L);
            assertThat(seqs(all.next(10))).containsExactly(4L);
            assertThat(seqs(end.next(10))).containsExactly(4L);
        }
    }

    @Test
    void a_place_that_the_history_does_not_reach_is_refused_and_no_bell_stays_behind() {
        for (long wrong : new long[] {4, Long.MAX_VALUE, -2, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> history.follow(claim, wrong, rings::incrementAndGet))
                    .isInstanceOf(InvalidInput.class);
        }
        append("4");
        assertThat(rings).hasValue(0);
    }

    @Test
    void a_ring_tells_of_appends_until_the_follower_is_closed() {
        try (Follower follower = history.follow(claim, History.NOW, rings::incrementAndGet)) {
            append("4");
            assertThat(rings).hasValue(1);
            assertThat(seqs(follower.next(10))).containsExactly(4L);
        }
        append("5");
        assertThat(rings).hasValue(1);
    }

    @Test
    void what_comes_while_following_begins_is_neither_missed_nor_seen_twice() {
        List<Follower> followers = new ArrayList<>();
        House racing = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Page> read(Claim reader, Slice slice) {
                Result<Page> page = super.read(reader, slice);
                if (followers.isEmpty()) {
                    Result<Appended> unused = append(reader, Append.of(Draft.user("late")));
                }
                return page;
            }
        });
        Claim mine = racing.claimed(House.ALICE, Access.APPEND);
        followers.add(racing.registry.history().follow(mine, History.NOW, rings::incrementAndGet));
        assertThat(rings).hasValue(1);
        assertThat(seqs(followers.get(0).next(10))).containsExactly(1L);
        assertThat(seqs(followers.get(0).next(10))).isEmpty();
    }

    @Test
    void R8_nothing_is_seen_after_a_revoke_and_that_is_nobodys_attempt() {
        Claim owners = house.owners(claim.id());
        house.registry.grant(owners, House.BOB, Access.READ);
        Claim bobs = house.registry.claim(claim.id(), House.BOB, Access.READ);
        try (Follower follower = history.follow(bobs, 0, rings::incrementAndGet)) {
            assertThat(seqs(follower.next(2))).containsExactly(1L, 2L);
            house.registry.grant(owners, House.CAROL, Access.READ);
            assertThat(seqs(follower.next(2))).containsExactly(3L);
            append("4");
            assertThat(house.registry.revoke(owners, House.BOB)).isTrue();
            assertThatThrownBy(() -> follower.next(2)).isInstanceOf(SessionAccessDenied.class);
            assertThatThrownBy(() -> follower.next(2)).isInstanceOf(SessionAccessDenied.class);
        }
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void R8_nothing_is_seen_after_an_end_or_an_expiry() {
        try (Follower follower = history.follow(claim, 0, rings::incrementAndGet)) {
            house.registry.close(house.owners(claim.id()));
            assertThatThrownBy(() -> follower.next(2)).isInstanceOf(SessionAccessDenied.class);
        }
        Claim other = house.filled(House.ALICE, 1);
        try (Follower follower = history.follow(other, 0, rings::incrementAndGet)) {
            house.step(house.store.limits().idleTimeout().minusMillis(1));
            assertThat(seqs(follower.next(2))).containsExactly(1L);
            house.step(Duration.ofMillis(1));
            assertThatThrownBy(() -> follower.next(2)).isInstanceOf(SessionAccessDenied.class);
        }
    }

    @Test
    void R12_whoever_may_not_read_cannot_begin_to_follow_which_is_one_event() {
        Claim bobs = new Claim(claim.id(), House.BOB, Access.READ, new Stamp(9, 9), Claim.UNFENCED);
        assertThatThrownBy(() -> history.follow(bobs, 0, rings::incrementAndGet))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.denials).hasSize(1);
        append("4");
        assertThat(rings).hasValue(0);
    }

    @Test
    void a_changed_stamp_costs_one_repeat_and_not_one_with_every_read() {
        try (Follower follower = history.follow(claim, 0, rings::incrementAndGet)) {
            house.registry.grant(house.owners(claim.id()), House.BOB, Access.READ);
            assertThat(house.store.callsOf(
                            () -> assertThat(seqs(follower.next(1))).containsExactly(1L)))
                    .containsExactly("read", "facts", "read");
            assertThat(house.store.callsOf(
                            () -> assertThat(seqs(follower.next(1))).containsExactly(2L)))
                    .containsExactly("read");
        }
    }

    @Test
    void R10_a_history_that_lost_what_was_seen_is_not_followed_on() {
        AtomicInteger lost = new AtomicInteger();
        House forgetful = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Page> read(Claim reader, Slice slice) {
                return lost.get() == 0
                        ? super.read(reader, slice)
                        : Result.done(Page.of(slice, List.of(), 2, limits.of(Limit.PAGE_BYTES)));
            }
        });
        Claim mine = forgetful.filled(House.ALICE, 3);
        try (Follower follower = forgetful.registry.history().follow(mine, 0, rings::incrementAndGet)) {
            assertThat(seqs(follower.next(10))).hasSize(3);
            lost.set(1);
            assertThatThrownBy(() -> follower.next(10)).isInstanceOf(StoreContractBroken.class);
        }
    }

    private void append(String content) {
        assertThat(history.append(claim, Draft.user(content)).last()).isPositive();
    }

    private static List<Long> seqs(Page page) {
        return page.entries().stream().map(Entry::seq).toList();
    }
}
