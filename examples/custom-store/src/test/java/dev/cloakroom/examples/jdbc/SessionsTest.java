package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
    }

    private void denied(SessionId id, Principal who) {
        assertThatThrownBy(() -> desk.other.claim(id, who, Access.READ)).isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void a_session_is_seen_by_every_instance_as_it_was_opened() {
        Session opened = desk.registry.open(desk.ann, Map.of("a\0=&", "ä€😀", "", ""));

        assertThat(desk.other.describe(desk.other.claim(opened.id(), desk.ann, Access.MANAGE)))
                .isEqualTo(opened);
    }

    @Test
    void a_foreign_session_is_refused_as_one_that_never_was() {
        SessionId id = desk.opened().id();

        denied(id, desk.ben);
        denied(id, desk.eve);
        denied(id, new Principal("house", "Ann"));
        denied(new SessionId(UUID.randomUUID()), desk.ann);
    }

    @Test
    void tenants_and_subjects_that_read_alike_together_stay_apart() {
        SessionId id = desk.registry.open(new Principal("a", "b/c")).id();

        denied(id, new Principal("a/b", "c"));
        denied(id, new Principal("", "ab/c"));
        assertThat(desk.other
                        .claim(id, new Principal("a", "b/c"), Access.MANAGE)
                        .id())
                .isEqualTo(id);
    }

    @Test
    void who_is_granted_access_has_it_until_it_is_revoked() {
        Claim owning = desk.owning(desk.opened());
        desk.registry.grant(owning, desk.ben, Access.APPEND);
        Claim bens = desk.other.claim(owning.id(), desk.ben, Access.APPEND);
        assertThat(desk.other.history().append(bens, Desk.keyed("k", "hello")).first())
                .isEqualTo(1);
        assertThat(desk.other.grants(owning)).isEqualTo(Map.of("ben", Access.APPEND));
        denied(owning.id(), new Principal("elsewhere", "ben"));

        assertThat(desk.registry.revoke(owning, desk.ben)).isTrue();

        assertThatThrownBy(() -> desk.other.history().append(bens, Desk.keyed("k2", "late")))
                .isInstanceOf(SessionAccessDenied.class);
        denied(owning.id(), desk.ben);
        assertThat(desk.contents(owning)).containsExactly("hello");
    }

    @Test
    void a_session_that_is_handed_over_is_the_new_owners() {
        Claim owning = desk.owning(desk.opened());

        desk.registry.transfer(owning, desk.ben);

        denied(owning.id(), desk.ann);
        assertThat(desk.other.describe(desk.claim(owning.id(), desk.ben)).owner())
                .isEqualTo(desk.ben);
        assertThat(listed(desk.ann)).isEmpty();
        assertThat(listed(desk.ben)).containsExactly(owning.id());
    }

    @Test
    void a_patch_is_seen_and_leaves_claims_as_they_are() {
        Claim claim = desk.opened();

        Session patched = desk.registry.patch(claim, Map.of("title", "Coats"));

        assertThat(patched.metadata()).isEqualTo(Map.of("title", "Coats"));
        assertThat(desk.other.describe(claim).metadata()).isEqualTo(Map.of("title", "Coats"));
        assertThat(desk.say(claim, "hello").first()).isEqualTo(1);
    }

    @Test
    void a_listing_shows_what_one_owns_latest_first_page_by_page() {
        List<Claim> mine = List.of(desk.opened(), desk.opened(), desk.opened());
        SessionId bens = desk.registry.open(desk.ben).id();
        desk.registry.grant(desk.registry.claim(bens, desk.ben, Access.MANAGE), desk.ann, Access.APPEND);
        desk.age(Duration.ofMinutes(1));
        assertThat(desk.say(mine.get(1), "x").first()).isEqualTo(1);

        List<SessionId> all = listed(desk.ann);

        assertThat(all).hasSize(3).startsWith(mine.get(1).id()).doesNotContain(bens);
        Session.Page first = desk.other.list(desk.ann, null, 2).orElseThrow();
        assertThat(first.sessions()).extracting(Session::id).isEqualTo(all.subList(0, 2));
        assertThat(first.more()).isTrue();
        Session.Page second = desk.other.list(desk.ann, all.get(1), 2).orElseThrow();
        assertThat(second.sessions()).extracting(Session::id).isEqualTo(all.subList(2, 3));
        assertThat(second.more()).isFalse();
        assertThat(desk.other.list(desk.ann, bens, 2)).isEqualTo(Optional.empty());
    }

    private List<SessionId> listed(Principal owner) {
        return desk.other.list(owner, null, 50).orElseThrow().sessions().stream()
                .map(Session::id)
                .toList();
    }

    @Test
    void a_session_that_is_not_used_expires() {
        Claim used = desk.opened();
        Claim unused = desk.opened();
        desk.age(Desk.IDLE.minusMinutes(1));
        assertThat(desk.say(used, "still here").first()).isEqualTo(1);

        desk.age(Duration.ofMinutes(2));

        denied(unused.id(), desk.ann);
        assertThatThrownBy(() -> desk.say(unused, "late")).isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.say(used, "more").first()).isEqualTo(2);
        assertThat(listed(desk.ann)).containsExactly(used.id());
    }

    @Test
    void a_session_ends_at_its_absolute_deadline_however_much_it_is_used() {
        Claim claim = desk.opened();
        for (int i = 1; i <= 5; i++) {
            desk.age(Desk.IDLE.minusMinutes(1));
            assertThat(desk.say(claim, "x").first()).isEqualTo(i);
        }

        desk.age(Duration.ofMinutes(6));

        assertThatThrownBy(() -> desk.say(claim, "late")).isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void looking_keeps_nothing_alive() {
        Claim claim = desk.opened();
        desk.age(Desk.IDLE.minusMinutes(1));
        assertThat(desk.contents(claim)).isEmpty();
        assertThat(desk.registry.describe(claim).lastSeq()).isZero();

        desk.age(Duration.ofMinutes(2));

        denied(claim.id(), desk.ann);
    }

    @Test
    void what_has_expired_or_ended_leaves_no_row() {
        Claim expired = desk.opened();
        assertThat(desk.registry.history().append(expired, Desk.keyed("k", "x")).first())
                .isEqualTo(1);
        assertThat(desk.registry.enter(desk.ann, "coats").fresh()).isTrue();
        desk.age(Desk.IDLE.plusMinutes(1));
        Claim ended = desk.opened();
        assertThat(desk.registry.history().append(ended, Desk.keyed("k", "x")).first())
                .isEqualTo(1);
        desk.registry.close(desk.owning(ended));

        new Sweeper(new Database(desk.line.pool())).sweep();

        for (String table : List.of("session", "grant", "entry", "key", "file", "chunk", "name", "owner")) {
            assertThat(Line.count("cr_" + table)).as(table).isZero();
        }
    }

    @Test
    void a_write_that_comes_after_the_end_brings_nothing_back() {
        Claim claim = desk.opened();
        assertThat(desk.say(claim, "x").first()).isEqualTo(1);
        desk.other.close(desk.owning(claim));

        assertThatThrownBy(() -> desk.say(claim, "late")).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> desk.registry.patch(claim, Map.of("a", "b"))).isInstanceOf(SessionAccessDenied.class);

        denied(claim.id(), desk.ann);
        assertThat(Line.count("cr_entry")).isZero();
    }

    @Test
    void a_person_has_as_many_sessions_as_the_limit() {
        desk.close();
        desk = new Desk(Desk.LIMITS.with(Limit.SESSIONS, 2));
        Claim first = desk.opened();
        Claim second = desk.opened();
        assertThatThrownBy(() -> desk.opened()).isInstanceOf(LimitExceeded.class);

        desk.registry.close(desk.owning(first));

        assertThat(desk.opened().id()).isNotEqualTo(second.id());
        assertThatThrownBy(() -> desk.opened()).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void a_client_name_leads_its_first_user_to_one_session_and_nobody_else() {
        SessionId mine = desk.registry.enter(desk.ann, "coats").claim().id();

        assertThat(desk.other.enter(desk.ann, "coats").claim().id()).isEqualTo(mine);
        assertThatThrownBy(() -> desk.other.enter(desk.ben, "coats")).isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.other.enter(desk.eve, "coats").claim().id()).isNotEqualTo(mine);
        desk.registry.close(desk.owning(desk.claim(mine, desk.ann)));
        assertThat(desk.other.enter(desk.ben, "coats").fresh()).isTrue();
    }
}
