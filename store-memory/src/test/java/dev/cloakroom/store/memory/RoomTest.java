package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** R11: how much there is room for, and what makes room. */
class RoomTest {
    @Test
    void counts_go_back_to_zero_when_sessions_are_closed() {
        Desk desk = new Desk();
        for (int i = 0; i < 5; i++) {
            Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
            assertThat(desk.say(claim, "12345")).isEqualTo(1);
            assertThat(MemoryArtifactsTest.put(desk, claim, "123")).isNotNull();
        }
        assertThat(desk.store.sessions()).isEqualTo(5);
        assertThat(desk.store.bytes()).isEqualTo(5 * (Desk.opened(Desk.ALICE) + Desk.said(5) + Desk.kept(3)));
        assertThat(desk.registry.closeAll(Desk.ALICE)).isEqualTo(5);
        requireEmpty(desk);
    }

    @Test
    void counts_go_back_to_zero_when_sessions_have_expired_and_are_swept() {
        Desk desk = new Desk();
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.say(claim, "12345")).isEqualTo(1);
        desk.step(desk.store.limits().idleTimeout().minusMillis(1));
        desk.store.sweep();
        assertThat(desk.store.sessions()).isEqualTo(1);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Desk.said(5));
        desk.step(Duration.ofMillis(1));
        assertThat(desk.store.sessions()).isEqualTo(1);
        desk.store.sweep();
        requireEmpty(desk);
        desk.store.sweep();
        requireEmpty(desk);
    }

    private static void requireEmpty(Desk desk) {
        assertThat(desk.store.sessions()).isZero();
        assertThat(desk.store.bytes()).isZero();
        assertThat(desk.store.owned(Desk.ALICE, null, 5).orElseThrow().heads()).isEmpty();
    }

    @Test
    void R11_a_store_takes_n_sessions_and_refuses_one_more_without_evicting_any() {
        Desk desk = new Desk(Limits.standard(), 3, 1 << 20);
        List<SessionId> live = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            live.add(desk.open(Desk.ALICE));
        }
        for (int i = 0; i < 50; i++) {
            requireFull(() -> desk.open(Desk.BOB));
        }
        assertThat(live)
                .allSatisfy(id ->
                        assertThat(desk.registry.describe(desk.owners(id)).id()).isEqualTo(id));
        assertThat(desk.store.sessions()).isEqualTo(3);
        desk.registry.close(desk.owners(live.get(0)));
        assertThat(desk.open(Desk.BOB)).isNotIn(live);
    }

    @Test
    void R11_a_store_takes_n_bytes_and_refuses_one_more_without_losing_any() {
        long most = Desk.opened(Desk.ALICE) + Desk.said(9) + Desk.said(1);
        Desk desk = new Desk(Limits.standard(), 10, most);
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        assertThat(desk.say(claim, "123456789")).isEqualTo(1);
        requireFull(() -> desk.say(claim, "12"));
        assertThat(desk.say(claim, "1")).isEqualTo(2);
        requireFull(() -> desk.say(claim, "1"));
        requireFull(() -> desk.say(claim, ""));
        requireFull(() -> desk.open(Desk.ALICE));
        assertThat(desk.store.bytes()).isEqualTo(most);
        assertThat(desk.store.sessions()).isEqualTo(1);
        assertThat(desk.contents(claim)).containsExactly("123456789", "1");
    }

    @Test
    void R11_a_store_with_bytes_for_n_sessions_refuses_one_more() {
        Desk desk = new Desk(Limits.standard(), 10, 4 * Desk.opened(Desk.ALICE) - 1);
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        SessionId second = desk.open(Desk.ALICE);
        SessionId third = desk.open(Desk.ALICE);
        for (int i = 0; i < 50; i++) {
            requireFull(() -> desk.open(Desk.ALICE));
            desk.step(Duration.ofSeconds(1));
        }
        assertThat(desk.store.sessions()).isEqualTo(3);
        assertThat(desk.store.bytes()).isEqualTo(3 * Desk.opened(Desk.ALICE));
        assertThat(listed(desk, Desk.ALICE)).containsExactlyInAnyOrder(claim.id(), second, third);
        desk.registry.close(claim);
        assertThat(desk.open(Desk.ALICE)).isNotEqualTo(claim.id());
        requireFull(() -> desk.open(Desk.ALICE));
    }

    @Test
    void R11_a_full_store_looks_for_expired_sessions_once_a_second() {
        Desk desk = new Desk(Limits.standard(), 2, 1 << 20);
        SessionId old = desk.open(Desk.ALICE);
        desk.step(desk.store.limits().idleTimeout().minusMillis(1));
        SessionId younger = desk.open(Desk.ALICE);
        requireFull(() -> desk.open(Desk.BOB));
        desk.step(Duration.ofMillis(999));
        requireFull(() -> desk.open(Desk.BOB));
        assertThat(desk.store.sessions()).isEqualTo(2);
        desk.step(Duration.ofMillis(1));
        assertThat(desk.open(Desk.BOB)).isNotIn(old, younger);
        assertThat(listed(desk, Desk.ALICE)).containsExactly(younger);
    }

    static void requireFull(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.STORE));
    }

    @Test
    void R11_expired_sessions_make_room_for_sessions() {
        Desk desk = new Desk(Limits.standard(), 2, 1 << 20);
        SessionId old = desk.open(Desk.ALICE);
        desk.step(Duration.ofHours(12));
        SessionId younger = desk.open(Desk.ALICE);
        desk.step(Duration.ofHours(12));
        SessionId fresh = desk.open(Desk.BOB);
        assertThat(List.of(old, younger)).doesNotContain(fresh);
        assertThat(desk.store.sessions()).isEqualTo(2);
        assertThat(desk.registry.describe(desk.owners(younger)).id()).isEqualTo(younger);
        requireFull(() -> desk.open(Desk.BOB));
    }

    @Test
    void R11_expired_sessions_make_room_for_messages() {
        long old = Desk.opened(Desk.ALICE) + Desk.said(10);
        Desk desk = new Desk(Limits.standard(), 10, old + Desk.opened(Desk.BOB));
        assertThat(desk.say(desk.claimed(Desk.ALICE, Access.APPEND), "1234567890"))
                .isEqualTo(1);
        desk.step(desk.store.limits().idleTimeout());
        Claim claim = desk.claimed(Desk.BOB, Access.APPEND);
        assertThat(desk.store.sessions()).isEqualTo(2);
        assertThat(desk.say(claim, "12345678")).isEqualTo(1);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.BOB) + Desk.said(8));
        assertThat(desk.store.sessions()).isEqualTo(1);
        int left = (int) (old - Desk.said(8) - Desk.said(0));
        requireFull(() -> desk.say(claim, "x".repeat(left + 1)));
        assertThat(desk.say(claim, "x".repeat(left))).isEqualTo(2);
    }

    @Test
    void R11_an_owner_may_have_n_live_sessions() {
        Desk desk = new Desk(Limits.standard().with(Limit.SESSIONS, 2));
        SessionId first = desk.open(Desk.ALICE);
        SessionId unused = desk.open(Desk.ALICE);
        requireTooMany(() -> desk.open(Desk.ALICE));
        assertThat(desk.open(Desk.BOB)).isNotEqualTo(first);
        desk.registry.close(desk.owners(first));
        assertThat(desk.open(Desk.ALICE)).isNotEqualTo(first);
        desk.step(desk.store.limits().idleTimeout());
        assertThat(desk.open(Desk.ALICE)).isNotEqualTo(first);
        assertThat(desk.open(Desk.ALICE)).isNotEqualTo(first);
        requireTooMany(() -> desk.open(Desk.ALICE));
    }

    @Test
    void R11_a_transfer_counts_the_live_sessions_of_the_new_owner() {
        Desk desk = new Desk(Limits.standard().with(Limit.SESSIONS, 1));
        SessionId bobs = desk.open(Desk.BOB);
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        requireTooMany(() -> desk.registry.transfer(claim, Desk.BOB));
        assertThat(desk.registry.describe(claim).owner()).isEqualTo(Desk.ALICE);
        desk.step(Duration.ofHours(12));
        assertThat(desk.registry.patch(claim, Map.of()).owner()).isEqualTo(Desk.ALICE);
        assertThat(desk.say(claim, "still alive")).isEqualTo(1);
        desk.step(Duration.ofHours(12));
        desk.registry.transfer(claim, Desk.BOB);
        assertThat(listed(desk, Desk.BOB)).containsExactly(claim.id()).doesNotContain(bobs);
        assertThat(listed(desk, Desk.ALICE)).isEmpty();
        assertThat(desk.open(Desk.ALICE)).isNotNull();
        requireTooMany(() -> desk.open(Desk.BOB));
    }

    @Test
    void R11_of_many_openings_at_once_no_more_succeed_than_there_is_room_for() {
        for (int round = 0; round < 20; round++) {
            Desk desk = new Desk(Limits.standard().with(Limit.SESSIONS, 5), 20, 1 << 20);
            List<Integer> opened = Race.of(16, i -> () -> {
                int count = 0;
                for (int j = 0; j < 10; j++) {
                    count += opens(desk, i % 2 == 0 ? Desk.ALICE : Desk.BOB) ? 1 : 0;
                }
                return count;
            });
            assertThat(opened.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
            assertThat(desk.store.sessions()).isEqualTo(10);
            assertThat(listed(desk, Desk.ALICE)).hasSize(5);
            assertThat(listed(desk, Desk.BOB)).hasSize(5);
        }
    }

    private static boolean opens(Desk desk, Principal owner) {
        try {
            SessionId unused = desk.open(owner);
            return true;
        } catch (LimitExceeded full) {
            return false;
        }
    }

    @Test
    void R11_whoever_asks_for_too_much_does_not_make_the_store_full_for_others() {
        Capacity capacity = new Capacity(100);
        assertThat(capacity.take(50)).isTrue();
        List<Integer> refused = Race.of(4, i -> () -> {
            int no = 0;
            for (int j = 0; j < 100_000; j++) {
                if (i < 2) {
                    no += capacity.take(80) ? 1 : 0;
                } else if (capacity.take(10)) {
                    capacity.give(10);
                } else {
                    no++;
                }
            }
            return no;
        });
        assertThat(refused).containsOnly(0);
        assertThat(capacity.taken()).isEqualTo(50);
        assertThat(capacity.take(Long.MAX_VALUE)).isFalse();
        assertThat(capacity.take(50)).isTrue();
        assertThat(capacity.take(1)).isFalse();
    }

    @Test
    void a_listing_is_by_latest_activity_and_by_id_where_that_is_the_same() {
        Desk desk = new Desk();
        List<SessionId> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(desk.open(Desk.ALICE));
        }
        desk.step(Duration.ofSeconds(1));
        SessionId active = ids.get(4);
        assertThat(desk.say(desk.owners(active), "x")).isEqualTo(1);
        List<SessionId> expected = new ArrayList<>(ids);
        expected.remove(active);
        expected.sort(Comparator.comparing(SessionId::value));
        expected.add(0, active);
        assertThat(listed(desk, Desk.ALICE)).isEqualTo(expected);
        List<SessionId> paged = new ArrayList<>();
        boolean more = true;
        while (more) {
            SessionId after = paged.isEmpty() ? null : paged.get(paged.size() - 1);
            var page = desk.store.owned(Desk.ALICE, after, 2).orElseThrow();
            page.heads().forEach(head -> paged.add(head.id()));
            more = page.more();
        }
        assertThat(paged).isEqualTo(expected);
        assertThat(desk.store.owned(Desk.BOB, active, 2)).isEqualTo(Optional.empty());
    }

    private static List<SessionId> listed(Desk desk, Principal owner) {
        return desk.store.owned(owner, null, 100).orElseThrow().heads().stream()
                .map(head -> head.id())
                .toList();
    }

    private static void requireTooMany(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSIONS));
    }

    @Test
    void a_store_has_room_for_at_least_one() {
        assertThatThrownBy(() -> CaffeineSessionStore.builder().mostSessions(0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> CaffeineSessionStore.builder().mostBytes(-1)).isInstanceOf(InvalidInput.class);
        try (CaffeineSessionStore store = CaffeineSessionStore.create()) {
            store.ping();
            assertThat(store.name()).isEqualTo("memory");
            assertThat(store.limits()).isSameAs(Limits.standard());
            assertThat(store.sessions()).isZero();
        }
    }

    @Test
    void a_store_of_any_size_keeps_names() {
        Desk desk = new Desk(Limits.standard(), Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(desk.registry.enter(Desk.ALICE, "chat").fresh()).isTrue();
        assertThat(desk.registry.enter(Desk.ALICE, "chat").fresh()).isFalse();
    }
}
