package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.InstanceStore.Instance;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionRegistry.Opened;
import dev.cloakroom.session.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Opening, sharing, listing and naming, over two instances where it matters. */
class SessionsTest {
    private final Desk desk = Desk.open();

    @AfterEach
    void close() {
        desk.close();
    }

    private List<SessionId> listed(Principal owner) {
        return desk.store.owned(owner, null, 100).orElseThrow().heads().stream()
                .map(Head::id)
                .toList();
    }

    @Test
    void R1_a_session_that_one_instance_opened_is_there_for_the_other() {
        Session opened = desk.registry.open(Desk.ALICE, Map.of("title", "Täst"));
        try (Desk other = desk.second()) {
            Claim claim = other.owners(opened.id());
            assertThat(other.registry.describe(claim)).isEqualTo(opened);
            assertThat(other.say(claim, "from the other")).isEqualTo(1);
        }
        assertThat(desk.contents(desk.owners(opened.id()))).containsExactly("from the other");
    }

    @Test
    void R1_an_id_that_is_in_use_is_never_issued_again_not_even_after_it_expired() {
        SessionId id = desk.opened(Desk.ALICE);
        Control control = new Control(Desk.BOB, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
        assertThat(Desk.refusal(desk.store.create(id, control))).contains(Refusal.ID_TAKEN);
        desk.step(desk.store.limits().idleTimeout());
        assertThat(Desk.refusal(desk.store.create(id, control))).contains(Refusal.ID_TAKEN);
        assertThat(listed(Desk.BOB)).isEmpty();
    }

    @Test
    void R2_the_facts_are_of_whoever_asks_and_end_with_the_session() {
        SessionId id = desk.opened(Desk.ALICE);
        desk.registry.grant(desk.owners(id), Desk.BOB, Access.READ);
        assertThat(desk.store.facts(id, Desk.BOB).orElseThrow().grant()).isEqualTo(Access.READ);
        assertThat(desk.store.facts(id, Desk.CAROL).orElseThrow().grant()).isNull();
        assertThat(desk.store
                        .facts(id, new Principal("other", "bob"))
                        .orElseThrow()
                        .grant())
                .isNull();
        assertThat(desk.store.facts(new SessionId(UUID.randomUUID()), Desk.ALICE))
                .isEmpty();
        desk.step(desk.store.limits().idleTimeout());
        assertThat(desk.store.facts(id, Desk.ALICE)).isEmpty();
    }

    @Test
    void grants_are_given_changed_and_taken_and_a_revoke_holds_on_every_instance() {
        SessionId id = desk.opened(Desk.ALICE);
        for (int i = 0; i < 20; i++) {
            desk.registry.grant(desk.owners(id), new Principal("acme", "user " + i), Access.READ);
        }
        desk.registry.grant(desk.owners(id), Desk.BOB, Access.READ);
        desk.registry.grant(desk.owners(id), Desk.BOB, Access.APPEND);
        try (Desk other = desk.second()) {
            Claim bobs = other.registry.claim(id, Desk.BOB, Access.APPEND);
            assertThat(other.say(bobs, "bob's")).isEqualTo(1);
            assertThat(desk.registry.revoke(desk.owners(id), Desk.BOB)).isTrue();
            assertThatThrownBy(() -> other.say(bobs, "late")).isInstanceOf(SessionAccessDenied.class);
            assertThatThrownBy(() -> other.contents(bobs)).isInstanceOf(SessionAccessDenied.class);
        }
        assertThat(desk.registry.grants(desk.owners(id)))
                .hasSize(20)
                .containsEntry("user 7", Access.READ)
                .doesNotContainKey("bob");
    }

    @Test
    void a_swap_of_another_version_changes_nothing() {
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        Head before = Desk.done(desk.store.head(claim));
        Control next = new Control(Desk.ALICE, new Stamp(2, 2), 5, Map.of(), Map.of("a", "b"), null);
        assertThat(Desk.refusal(desk.store.swap(claim, before.control().version() + 1, next, null)))
                .contains(Refusal.VERSION);
        assertThat(Desk.done(desk.store.head(claim))).isEqualTo(before);
    }

    @Test
    void patches_of_two_instances_at_once_are_all_kept() {
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        try (Desk other = desk.second()) {
            List<Integer> unused = Race.of(4, thread -> () -> {
                Desk own = thread % 2 == 0 ? desk : other;
                for (int i = 0; i < 3; i++) {
                    Session patched = own.registry.patch(claim, Map.of("key " + thread + "/" + i, "v"));
                    assertThat(patched.metadata()).containsKey("key " + thread + "/" + i);
                }
                return 0;
            });
        }
        assertThat(desk.registry.describe(claim).metadata()).hasSize(12);
        HashMap<String, String> removing = new HashMap<>();
        removing.put("key 0/0", null);
        assertThat(desk.registry.patch(claim, removing).metadata()).hasSize(11);
    }

    @Test
    void a_transfer_moves_the_session_from_one_listing_to_the_other_and_clears_its_grants() {
        SessionId id = desk.opened(Desk.ALICE);
        Claim bobs = desk.shared(id, Desk.BOB);
        desk.registry.transfer(desk.owners(id), Desk.CAROL);
        assertThat(listed(Desk.ALICE)).isEmpty();
        assertThat(listed(Desk.CAROL)).containsExactly(id);
        assertThatThrownBy(() -> desk.say(bobs, "x")).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> desk.contents(desk.owners(id))).isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.say(desk.registry.claim(id, Desk.CAROL, Access.APPEND), "carol's"))
                .isEqualTo(1);
    }

    @Test
    void a_listing_has_the_latest_activity_first_in_pages_without_gaps_or_doubles() {
        List<SessionId> ids = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            ids.add(desk.opened(Desk.ALICE));
            desk.step(Duration.ofSeconds(20));
        }
        for (int i : new int[] {3, 11, 0}) {
            assertThat(desk.say(desk.owners(ids.get(i)), "x")).isEqualTo(1);
            desk.step(Duration.ofSeconds(20));
        }
        List<SessionId> expected = new ArrayList<>(List.of(ids.get(0), ids.get(11), ids.get(3)));
        for (int i = 24; i > 0; i--) {
            if (i != 3 && i != 11) {
                expected.add(ids.get(i));
            }
        }
        List<SessionId> seen = new ArrayList<>();
        SessionId after = null;
        boolean more = true;
        while (more) {
            Session.Page page = desk.registry.list(Desk.ALICE, after, 4).orElseThrow();
            page.sessions().forEach(session -> seen.add(session.id()));
            after = seen.get(seen.size() - 1);
            more = page.more();
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(desk.registry.list(Desk.ALICE, new SessionId(UUID.randomUUID()), 4))
                .isEmpty();
    }

    @Test
    void R11_of_many_sessions_opened_at_once_no_more_are_made_than_the_owner_may_have() {
        try (Desk small = Desk.open(Limits.standard().with(Limit.SESSIONS, 5));
                Desk other = small.second()) {
            List<Long> made = Race.of(
                    8,
                    thread -> () -> IntStream.range(0, 3)
                            .filter(i -> opens(thread % 2 == 0 ? small.registry : other.registry))
                            .count());
            assertThat(made.stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
            SessionId one = small.registry
                    .list(Desk.ALICE, null, 1)
                    .orElseThrow()
                    .sessions()
                    .get(0)
                    .id();
            small.registry.close(small.owners(one));
            assertThat(opens(other.registry)).isTrue();
            assertThat(opens(small.registry)).isFalse();
            small.step(Duration.ofHours(24));
            assertThat(opens(small.registry)).as("expired sessions make room").isTrue();
        }
    }

    private static boolean opens(SessionRegistry registry) {
        try {
            return registry.open(Desk.ALICE) != null;
        } catch (LimitExceeded e) {
            assertThat(e.limit()).isEqualTo(Limit.SESSIONS);
            return false;
        }
    }

    @Test
    void of_16_who_enter_a_name_at_once_all_come_into_one_session() {
        try (Desk other = desk.second()) {
            for (int round = 0; round < 10; round++) {
                String name = "chat " + round;
                List<SessionId> ids = Race.of(
                        16,
                        thread -> () -> (thread % 2 == 0 ? desk : other)
                                .registry
                                .enter(Desk.ALICE, name)
                                .claim()
                                .id());
                assertThat(new HashSet<>(ids)).hasSize(1);
            }
        }
        assertThat(listed(Desk.ALICE)).hasSize(10);
    }

    @Test
    void R8_a_name_does_not_lead_to_a_session_that_ended() {
        SessionId first = desk.registry.enter(Desk.ALICE, "chat").claim().id();
        assertThat(desk.registry.enter(Desk.ALICE, "chat").fresh()).isFalse();
        assertThatThrownBy(() -> desk.registry.enter(Desk.BOB, "chat")).isInstanceOf(SessionAccessDenied.class);
        desk.registry.close(desk.owners(first));
        assertThat(desk.registry.enter(Desk.BOB, "chat").fresh()).isTrue();
        desk.step(desk.store.limits().idleTimeout());
        assertThat(desk.registry.enter(Desk.CAROL, "chat").fresh()).isTrue();
    }

    @Test
    void R6_an_opening_key_opens_one_session_and_refuses_other_content() throws Exception {
        var key = new IdempotencyKey("sessions", "k");
        Opened first = desk.registry.openOnce(Desk.ALICE, key, "note", Map.of(), SessionRegistry.Filling.NOTHING);
        Opened again = desk.registry.openOnce(Desk.ALICE, key, "note", Map.of(), SessionRegistry.Filling.NOTHING);
        assertThat(first.fresh()).isTrue();
        assertThat(again.fresh()).isFalse();
        assertThat(again.claim().id()).isEqualTo(first.claim().id());
        assertThatThrownBy(() ->
                        desk.registry.openOnce(Desk.ALICE, key, "other", Map.of(), SessionRegistry.Filling.NOTHING))
                .isInstanceOf(SessionConflict.class);
    }

    @Test
    void R14_instances_see_each_other_until_they_leave_or_are_silent_for_too_long() {
        Instance first = new Instance("a", "1.0", 1, "abc");
        Instance second = new Instance("b", "1.1", 1, "abd");
        var instances = desk.store.instances().orElseThrow();
        assertThat(instances.format()).isEqualTo(RecordCode.FORMAT);
        instances.announce(first, Duration.ofSeconds(30));
        instances.announce(second, Duration.ofSeconds(60));
        try (Desk other = desk.second()) {
            assertThat(other.store.instances().orElseThrow().present()).containsExactly(first, second);
        }
        desk.step(Duration.ofSeconds(30));
        assertThat(instances.present()).containsExactly(second);
        instances.leave("b");
        assertThat(instances.present()).isEmpty();
        assertThat(desk.keys()).isEmpty();
    }

    @Test
    void R8_a_session_that_was_closed_leaves_no_key_and_what_comes_late_makes_none() {
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.append(claim, Desk.keyed("k", "x"))).isInstanceOf(Result.Done.class);
        UUID file = desk.put(claim, "bytes");
        var staging = Desk.done(desk.store.artifacts().begin(claim));
        staging.write(UUID.randomUUID(), new byte[10]);
        Claim bobs = desk.shared(claim.id(), Desk.BOB);
        Head head = Desk.done(desk.store.head(bobs));
        desk.registry.close(desk.owners(claim.id()));
        assertThat(desk.keys()).isEmpty();
        for (Claim late : List.of(claim, bobs)) {
            assertThat(desk.append(late, Desk.keyed("k2", "late"))).isEqualTo(Result.gone());
            assertThat(desk.store.swap(late, head.control().version(), head.control(), null))
                    .isEqualTo(Result.gone());
            assertThat(desk.store.end(late)).isEqualTo(Result.gone());
            assertThat(desk.store.artifacts().remove(late, file)).isEqualTo(Result.gone());
            assertThat(desk.store.artifacts().begin(late)).isEqualTo(Result.gone());
        }
        staging.write(UUID.randomUUID(), new byte[10]);
        staging.close();
        desk.store.bell(claim.id(), () -> {}).close();
        assertThat(desk.keys()).isEmpty();
    }
}
