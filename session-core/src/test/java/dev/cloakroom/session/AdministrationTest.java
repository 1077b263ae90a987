package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionListener.LifeCycle;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Administrators act in the place of owners, through the guard that stands for everyone. */
class AdministrationTest {
    private static final SessionId UNKNOWN = new SessionId(UUID.fromString("5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11"));

    private final House house = new House(Walked::new);
    private final Administration administration = house.registry.administration();

    @Test
    void R12_a_transfer_and_an_end_are_one_event_each_that_names_an_administrator() {
        SessionId id = house.open(House.ALICE);
        house.told.forget();
        house.registry.transfer(administration.claim(id).orElseThrow(), House.BOB);
        house.registry.close(administration.claim(id).orElseThrow());
        assertThat(house.told.kinds()).containsExactly(LifeCycle.Kind.TRANSFERRED, LifeCycle.Kind.ENDED);
        assertThat(house.told.changes).allMatch(LifeCycle::byAdministrator);
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void R3_a_claim_that_became_stale_is_made_anew_for_whoever_owns_the_session_by_then() {
        SessionId id = house.open(House.ALICE);
        Claim before = administration.claim(id).orElseThrow();
        house.registry.transfer(house.owners(id), House.BOB);
        assertThat(house.registry.describe(before).owner()).isEqualTo(House.BOB);
        house.registry.close(before);
        assertThat(house.store.liveIds()).isEmpty();
    }

    @Test
    void a_transfer_clears_the_grants_and_stays_in_the_tenant() {
        SessionId id = house.open(House.ALICE);
        house.registry.grant(house.owners(id), House.CAROL, Access.APPEND);
        assertThatThrownBy(
                        () -> house.registry.transfer(administration.claim(id).orElseThrow(), House.MALLORY))
                .isInstanceOf(InvalidInput.class);
        house.registry.transfer(administration.claim(id).orElseThrow(), House.BOB);
        for (Principal nobody : List.of(House.ALICE, House.CAROL, House.MALLORY)) {
            assertThatThrownBy(() -> house.registry.claim(id, nobody, Access.READ))
                    .isInstanceOf(SessionAccessDenied.class);
        }
        assertThat(house.registry.claim(id, House.BOB, Access.MANAGE).id()).isEqualTo(id);
    }

    @Test
    void what_is_not_there_is_no_claim_and_no_event() {
        assertThat(administration.claim(UNKNOWN)).isEmpty();
        assertThat(administration.reveal(UNKNOWN)).isEmpty();
        Claim late = administration.claim(house.open(House.ALICE)).orElseThrow();
        house.registry.close(late);
        house.told.forget();
        assertThatThrownBy(() -> house.registry.describe(late)).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> house.registry.close(late)).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.denials).isEmpty();
        assertThat(house.told.changes).isEmpty();
    }

    @Test
    void an_administrators_claim_opens_nothing_to_anyone_else() {
        SessionId id = house.open(House.ALICE);
        assertThat(administration.claim(id)).isPresent();
        house.told.forget();
        assertThatThrownBy(() -> house.registry.claim(id, House.BOB, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.denials).hasSize(1);
    }

    @Test
    void a_policy_that_denies_everyone_keeps_no_administrator_out() {
        House strict = new House((facts, who, wanted) -> Decision.DENY);
        SessionId id = strict.open(House.ALICE);
        Administration there = strict.registry.administration();
        strict.registry.close(there.claim(id).orElseThrow());
        assertThat(strict.store.liveIds()).isEmpty();
    }

    @Test
    void R2_all_sessions_of_an_owner_end_and_those_of_the_same_name_elsewhere_stay() {
        SessionId hers = house.open(House.ALICE);
        SessionId also = house.open(House.ALICE);
        SessionId elsewhere = house.open(new Principal("evil", "alice"));
        house.told.forget();
        assertThat(administration.closeAll(House.ALICE)).isEqualTo(2);
        assertThat(house.store.liveIds()).containsExactly(elsewhere).doesNotContain(hers, also);
        assertThat(house.told.kinds()).containsExactly(LifeCycle.Kind.ENDED, LifeCycle.Kind.ENDED);
        assertThat(house.told.changes).allMatch(LifeCycle::byAdministrator);
    }

    @Test
    void R2_a_session_that_is_handed_over_while_those_of_its_old_owner_end_stays() {
        SessionId handed = house.open(House.ALICE);
        SessionId hers = house.open(House.ALICE);
        ((Walked) house.store).listed = () -> house.registry.transfer(house.owners(handed), House.BOB);
        assertThat(administration.closeAll(House.ALICE)).isEqualTo(1);
        assertThat(house.store.liveIds()).containsExactly(handed).doesNotContain(hers);
    }

    @Test
    void R12_what_is_revealed_is_no_longer_shown_once_it_is_someone_elses() {
        SessionId id = house.open(House.ALICE);
        Claim revealed = administration.reveal(id).orElseThrow();
        house.registry.grant(house.owners(id), House.CAROL, Access.READ);
        assertThat(house.registry.history().read(revealed, Slice.latest(1)).entries())
                .isEmpty();
        house.registry.transfer(house.owners(id), House.BOB);
        assertThatThrownBy(() -> house.registry.history().read(revealed, Slice.latest(1)))
                .isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void all_sessions_are_met_part_by_part_though_batches_tell_of_one_or_none() {
        Set<SessionId> opened = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            opened.add(house.open(i % 2 == 0 ? House.ALICE : House.MALLORY));
        }
        house.told.forget();
        List<Session> all = walked(null);
        assertThat(all).extracting(Session::id).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(walked("acme")).hasSize(4).extracting(Session::owner).containsOnly(House.ALICE);
        assertThat(walked("nowhere")).isEmpty();
        assertThat(house.told.denials).isEmpty();
        assertThat(house.told.changes).isEmpty();
    }

    @Test
    void a_part_has_a_limit_and_a_store_without_an_inventory_has_none() {
        for (int limit : new int[] {0, -1}) {
            assertThatThrownBy(() -> administration.sessions(null, null, limit)).isInstanceOf(InvalidInput.class);
        }
        int most = (int) house.store.limits().of(Limit.PAGE_ENTRIES);
        assertThat(administration.sessions(null, null, most)).isPresent();
        assertThatThrownBy(() -> administration.sessions(null, null, most + 1)).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> administration.sessions(null, "nothing", 10)).isInstanceOf(InvalidInput.class);
        assertThat(new House().registry.administration().sessions(null, null, 10))
                .isEmpty();
    }

    private List<Session> walked(@Nullable String tenant) {
        List<Session> all = new ArrayList<>();
        String after = null;
        for (boolean more = true; more; more = after != null) {
            Administration.Part part = administration.sessions(tenant, after, 3).orElseThrow();
            assertThat(part.sessions()).hasSizeLessThanOrEqualTo(3);
            all.addAll(part.sessions());
            after = part.next();
        }
        return all;
    }

    /** A store whose inventory tells of nothing and of one session in turn. */
    private static final class Walked extends TestStore implements Inventory {
        Walked(Limits limits, InstantSource clock) {
            super(limits, clock);
        }

        /** What happens once, when someone's sessions were listed. */
        private Runnable listed = () -> {};

        @Override
        public synchronized Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
            Optional<Owned> page = super.owned(owner, after, limit);
            Runnable next = listed;
            listed = () -> {};
            next.run();
            return page;
        }

        @Override
        public Optional<Inventory> inventory() {
            return Optional.of(this);
        }

        @Override
        public Live live(@Nullable String after, int batch) {
            if (after != null && !after.matches("[0-9]+")) {
                throw new InvalidInput("no cursor");
            }
            int step = after == null ? 0 : Integer.parseInt(after);
            List<SessionId> ids = liveIds();
            List<Head> heads = step % 2 == 0 || step / 2 >= ids.size() ? List.of() : List.of(head(ids.get(step / 2)));
            return new Live(heads, 0, step / 2 >= ids.size() ? null : Integer.toString(step + 1));
        }

        private Head head(SessionId id) {
            Facts facts = facts(id, Principal.of("nobody")).orElseThrow();
            if (head(Claim.inPlaceOfOwner(facts)) instanceof Result.Done<Head> done) {
                return done.value();
            }
            throw new AssertionError("it lives");
        }

        @Override
        public Remains remains(@Nullable String after, int batch) {
            return new Remains(0, 0, 0, null);
        }

        @Override
        public Remains sweep(@Nullable String after, int batch) {
            return remains(after, batch);
        }
    }
}
