package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionListener.LifeCycle;
import dev.cloakroom.session.SessionStore.Owned;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patches, grants, transfers, ends and listings. */
class SharingTest {
    private final House house = new House();
    private final SessionRegistry registry = house.registry;

    @Test
    void patches_of_32_threads_are_all_there() {
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        House wide = new House(Limits.standard().with(Limit.METADATA_PAIRS, 32));
        Claim shared = wide.claimed(House.ALICE, Access.APPEND);
        List<Session> seen = Race.of(32, i -> () -> wide.registry.patch(shared, Map.of("key " + i, "value " + i)));
        Map<String, String> all = wide.metadata(shared);
        assertThat(all).hasSize(32);
        for (int i = 0; i < 32; i++) {
            assertThat(seen.get(i).metadata()).containsEntry("key " + i, "value " + i);
            assertThat(all).containsEntry("key " + i, "value " + i);
        }
        assertThat(house.metadata(claim)).isEmpty();
    }

    @Test
    void a_patch_sets_overwrites_and_removes() {
        Claim claim = registry.claim(
                registry.open(House.ALICE, Map.of("a", "1", "b", "2", "c", "3")).id(), House.ALICE, Access.APPEND);
        Map<String, String> pairs = new HashMap<>(Map.of("a", "new", "d", "4"));
        pairs.put("b", null);
        pairs.put("never was", null);
        assertThat(registry.patch(claim, pairs).metadata())
                .containsOnly(Map.entry("a", "new"), Map.entry("c", "3"), Map.entry("d", "4"));
        assertThat(house.metadata(claim)).hasSize(3);
    }

    @Test
    void R11_a_patch_is_refused_when_the_result_is_over_a_limit_and_changes_nothing() {
        House small = new House(Limits.standard().with(Limit.METADATA_PAIRS, 2));
        Claim claim = small.claimed(House.ALICE, Access.APPEND);
        assertThat(small.registry.patch(claim, Map.of("a", "1")).metadata()).hasSize(1);
        assertThat(small.registry.patch(claim, Map.of("b", "2")).metadata()).hasSize(2);
        assertThatThrownBy(() -> small.registry.patch(claim, Map.of("c", "3", "a", "other")))
                .isInstanceOf(LimitExceeded.class);
        assertThat(small.metadata(claim)).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
        Map<String, String> swap = new HashMap<>(Map.of("c", "3"));
        swap.put("a", null);
        assertThat(small.registry.patch(claim, swap).metadata()).containsOnlyKeys("b", "c");
    }

    @Test
    void a_control_that_never_stands_still_is_given_up_on() {
        House busy = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Head> swap(Claim claim, long version, Control next, Duration lease) {
                calls.add("swap");
                return Result.refused(Refusal.VERSION, 0);
            }
        });
        Claim claim = busy.claimed(House.ALICE, Access.APPEND);
        List<String> calls =
                busy.store.callsOf(() -> assertThatThrownBy(() -> busy.registry.patch(claim, Map.of("a", "b")))
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessageContaining("not applied"));
        assertThat(calls).filteredOn("swap"::equals).hasSize(64);
    }

    @Test
    void R8_whoever_was_revoked_does_nothing_afterwards() {
        SessionId id = house.open(House.ALICE);
        Claim owners = house.owners(id);
        registry.grant(owners, House.BOB, Access.APPEND);
        registry.grant(owners, House.CAROL, Access.READ);
        assertThat(registry.grants(owners))
                .containsOnly(Map.entry("bob", Access.APPEND), Map.entry("carol", Access.READ));
        Claim bobs = registry.claim(id, House.BOB, Access.APPEND);
        Claim carols = registry.claim(id, House.CAROL, Access.READ);
        assertThat(registry.revoke(owners, House.BOB)).isTrue();
        assertThatThrownBy(() -> registry.history().read(bobs, Slice.latest(1)))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(registry.describe(carols).access()).isEqualTo(Access.READ);
        assertThat(registry.grants(owners)).containsOnlyKeys("carol");
    }

    @Test
    void a_grant_can_be_made_smaller_and_larger() {
        SessionId id = house.open(House.ALICE);
        registry.grant(house.owners(id), House.BOB, Access.APPEND);
        Claim bobs = registry.claim(id, House.BOB, Access.APPEND);
        registry.grant(house.owners(id), House.BOB, Access.READ);
        assertThatThrownBy(() -> registry.history().append(bobs, Draft.user("x")))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.INSUFFICIENT);
        assertThat(registry.claim(id, House.BOB, Access.READ).access()).isEqualTo(Access.READ);
        registry.grant(house.owners(id), House.BOB, Access.APPEND);
        assertThat(registry.history().append(bobs, Draft.user("x")).last()).isEqualTo(1);
    }

    @Test
    void R11_grants_take_n_and_refuse_one_more() {
        House small = new House(Limits.standard().with(Limit.GRANTS, 2));
        Claim claim = small.claimed(House.ALICE, Access.MANAGE);
        small.registry.grant(claim, House.BOB, Access.READ);
        small.registry.grant(claim, House.CAROL, Access.READ);
        assertThatThrownBy(() -> small.registry.grant(claim, new Principal("acme", "dave"), Access.READ))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.GRANTS));
        small.registry.grant(claim, House.BOB, Access.APPEND);
        assertThat(small.registry.grants(claim)).hasSize(2).containsEntry("bob", Access.APPEND);
    }

    @Test
    void each_sees_the_access_that_is_theirs() {
        House admins = new House(OwnershipPolicy.ownerAndGrants().orAdmins(House.CAROL::equals));
        SessionId id = admins.open(House.ALICE);
        admins.registry.grant(admins.owners(id), House.BOB, Access.APPEND);
        assertThat(seen(admins, id, House.ALICE, Access.READ)).isEqualTo(Access.MANAGE);
        assertThat(seen(admins, id, House.BOB, Access.READ)).isEqualTo(Access.APPEND);
        assertThat(seen(admins, id, House.CAROL, Access.APPEND)).isEqualTo(Access.APPEND);
        admins.registry.grant(admins.owners(id), House.CAROL, Access.READ);
        assertThat(seen(admins, id, House.CAROL, Access.MANAGE)).isEqualTo(Access.MANAGE);
    }

    private static Access seen(House house, SessionId id, Principal who, Access claimed) {
        return house.registry.describe(house.registry.claim(id, who, claimed)).access();
    }

    @Test
    void a_transfer_clears_grants_and_leaves_the_old_owner_nothing() {
        SessionId id = house.open(House.ALICE);
        Claim alices = house.owners(id);
        registry.grant(alices, House.BOB, Access.APPEND);
        Claim bobs = registry.claim(id, House.BOB, Access.APPEND);
        Appended unused = registry.history().append(alices, Draft.user("kept"));
        registry.transfer(alices, House.CAROL);
        for (Claim before : List.of(alices, bobs)) {
            assertThatThrownBy(() -> registry.describe(before)).isInstanceOf(SessionAccessDenied.class);
        }
        Claim carols = registry.claim(id, House.CAROL, Access.MANAGE);
        assertThat(registry.grants(carols)).isEmpty();
        assertThat(registry.describe(carols).owner()).isEqualTo(House.CAROL);
        assertThat(house.contents(carols)).containsExactly("kept");
        assertThat(listed(House.ALICE)).isEmpty();
        assertThat(listed(House.CAROL)).containsExactly(id);
    }

    @Test
    void R11_a_transfer_to_someone_who_has_all_they_may_have_is_refused() {
        House small = new House(Limits.standard().with(Limit.SESSIONS, 1));
        SessionId unused = small.open(House.BOB);
        Claim claim = small.claimed(House.ALICE, Access.MANAGE);
        small.told.forget();
        assertThatThrownBy(() -> small.registry.transfer(claim, House.BOB))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSIONS));
        assertThat(small.registry.describe(claim).owner()).isEqualTo(House.ALICE);
        assertThat(small.told.changes).isEmpty();
    }

    @Test
    void R8_close_all_ends_every_session_of_the_owner_and_no_other() {
        for (int i = 0; i < 205; i++) {
            SessionId unused = house.open(House.ALICE);
        }
        SessionId bobs = house.open(House.BOB);
        registry.grant(registry.claim(bobs, House.BOB, Access.MANAGE), House.ALICE, Access.APPEND);
        house.told.forget();
        assertThat(registry.closeAll(House.ALICE)).isEqualTo(205);
        assertThat(house.store.liveIds()).containsExactly(bobs);
        assertThat(house.told.kinds()).hasSize(205).containsOnly(LifeCycle.Kind.ENDED);
        assertThat(registry.closeAll(House.ALICE)).isZero();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void close_all_that_meets_another_close_is_nobodys_attempt() {
        for (int i = 0; i < 50; i++) {
            SessionId unused = house.open(House.ALICE);
        }
        List<Integer> closed = Race.of(4, i -> () -> registry.closeAll(House.ALICE));
        assertThat(closed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
        assertThat(house.store.liveIds()).isEmpty();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void R8_close_all_goes_on_when_someone_else_ended_a_whole_page() {
        House raced = new House((limits, clock) -> new TestStore(limits, clock) {
            private boolean first = true;

            @Override
            public synchronized Optional<Owned> owned(Principal owner, SessionId after, int limit) {
                Optional<Owned> page = super.owned(owner, after, limit);
                if (first) {
                    first = false;
                    page.orElseThrow().heads().forEach(this::endElsewhere);
                }
                return page;
            }

            private void endElsewhere(Head head) {
                var unused = end(new Claim(
                        head.id(), House.ALICE, Access.MANAGE, head.control().stamp(), 0));
            }
        });
        for (int i = 0; i < 150; i++) {
            SessionId unused = raced.open(House.ALICE);
        }
        assertThat(raced.registry.closeAll(House.ALICE)).isEqualTo(50);
        assertThat(raced.store.liveIds()).isEmpty();
    }

    @Test
    void a_listing_pages_through_every_live_session_once_latest_first() {
        for (int i = 0; i < 7; i++) {
            SessionId unused = house.open(House.ALICE);
            house.step(Duration.ofSeconds(1));
        }
        SessionId notHers = house.open(House.BOB);
        Set<SessionId> met = new HashSet<>();
        SessionId after = null;
        Session.Page page;
        Instant last = house.clock.instant();
        do {
            page = registry.list(House.ALICE, after, 3).orElseThrow();
            for (Session session : page.sessions()) {
                assertThat(met.add(session.id())).isTrue();
                assertThat(session.lastActiveAt()).isBefore(last);
                assertThat(session.access()).isEqualTo(Access.MANAGE);
                last = session.lastActiveAt();
                after = session.id();
            }
            assertThat(page.sessions().size()).isLessThanOrEqualTo(3);
        } while (page.more());
        assertThat(met).hasSize(7).doesNotContain(notHers);
    }

    @Test
    void R4_a_cursor_that_is_not_a_live_session_of_the_owner_lists_nothing() {
        SessionId mine = house.open(House.ALICE);
        SessionId foreign = house.open(House.BOB);
        SessionId ended = house.open(House.ALICE);
        registry.close(house.owners(ended));
        assertThat(registry.list(House.ALICE, mine, 5).map(Session.Page::sessions))
                .contains(List.of());
        for (SessionId cursor : Arrays.asList(foreign, ended, new SessionId(UUID.randomUUID()))) {
            assertThat(registry.list(House.ALICE, cursor, 5)).isEqualTo(Optional.empty());
        }
        house.step(house.store.limits().idleTimeout());
        assertThat(registry.list(House.ALICE, mine, 5)).isEmpty();
        assertThat(listed(House.ALICE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void a_listing_of_less_than_one_is_refused(int limit) {
        SessionId unused = house.open(House.ALICE);
        assertThatThrownBy(() -> registry.list(House.ALICE, null, limit)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void R11_a_listing_takes_n_and_refuses_to_be_asked_for_more() {
        House small = new House(Limits.standard().with(Limit.PAGE_ENTRIES, 2));
        for (int i = 0; i < 3; i++) {
            SessionId unused = small.open(House.ALICE);
        }
        assertThat(small.registry.list(House.ALICE, null, 1).orElseThrow().sessions())
                .hasSize(1);
        Session.Page page = small.registry.list(House.ALICE, null, 2).orElseThrow();
        assertThat(page.sessions()).hasSize(2);
        assertThat(page.more()).isTrue();
        assertThatThrownBy(() -> small.registry.list(House.ALICE, null, 3)).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void closing_the_registry_closes_the_store() {
        house.close();
        assertThat(house.store.calls).containsExactly("close");
    }

    private List<SessionId> listed(Principal owner) {
        return registry.list(owner, null, 200).orElseThrow().sessions().stream()
                .map(Session::id)
                .toList();
    }
}
