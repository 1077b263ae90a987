package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionListener.LifeCycle;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** R1: ids are issued, by the registry and by nobody else. */
class IssuingTest {
    /** A store in which the first ids are taken. */
    private static final class Taken extends TestStore {
        private final int most;
        private final List<SessionId> offered = new ArrayList<>();

        Taken(Limits limits, SteppedClock clock, int most) {
            super(limits, clock);
            this.most = most;
        }

        @Override
        public synchronized Result<Head> create(SessionId id, Control control) {
            offered.add(id);
            return offered.size() <= most ? Result.refused(Refusal.ID_TAKEN, 0) : super.create(id, control);
        }
    }

    @Test
    void R1_an_id_that_is_taken_is_replaced_by_a_fresh_one() {
        for (int taken = 0; taken <= 3; taken++) {
            int most = taken;
            House house = new House((limits, clock) -> new Taken(limits, clock, most));
            SessionId id = house.open(House.ALICE);
            List<SessionId> offered = ((Taken) house.store).offered;
            assertThat(offered).hasSize(taken + 1).doesNotHaveDuplicates().endsWith(id);
            assertThat(house.told.kinds()).containsExactly(LifeCycle.Kind.OPENED);
        }
    }

    @Test
    void R1_four_taken_ids_in_a_row_are_a_broken_contract() {
        House house = new House((limits, clock) -> new Taken(limits, clock, 4));
        assertThatThrownBy(() -> house.open(House.ALICE)).isInstanceOf(StoreContractBroken.class);
        assertThat(((Taken) house.store).offered).hasSize(4);
        assertThat(house.told.changes).isEmpty();
    }

    @Test
    void R1_ids_of_a_random_source_that_repeats_are_not_issued_twice() {
        SecureRandom stuck = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                bytes[0] = 1;
            }
        };
        SessionRegistry registry = SessionRegistry.builder(new TestStore(Limits.standard(), new SteppedClock()))
                .random(stuck)
                .build();
        Session first = registry.open(House.ALICE);
        assertThatThrownBy(() -> registry.open(House.BOB)).isInstanceOf(StoreContractBroken.class);
        assertThat(registry.claim(first.id(), House.ALICE, Access.READ).id()).isEqualTo(first.id());
    }

    @Test
    void R1_each_opening_has_an_id_of_its_own() {
        House house = new House();
        Set<SessionId> ids = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            assertThat(ids.add(house.open(House.ALICE))).isTrue();
        }
        assertThat(house.store.liveIds()).hasSameElementsAs(ids);
    }

    @Test
    void a_fresh_session_is_its_openers() {
        House house = new House();
        Session session = house.registry.open(House.ALICE, Map.of("title", "t"));
        assertThat(session.owner()).isEqualTo(House.ALICE);
        assertThat(session.access()).isEqualTo(Access.MANAGE);
        assertThat(session.lastSeq()).isZero();
        assertThat(session.metadata()).containsExactly(Map.entry("title", "t"));
        assertThat(session.createdAt()).isEqualTo(house.clock.instant()).isEqualTo(session.lastActiveAt());
        assertThat(session.expiresAt())
                .isEqualTo(house.clock.instant().plus(house.store.limits().idleTimeout()));
        assertThat(house.registry.describe(house.owners(session.id()))).isEqualTo(session);
    }

    @Test
    void R11_metadata_over_a_limit_opens_nothing() {
        House house = new House(Limits.standard().with(Limit.METADATA_VALUE_CHARS, 3));
        assertThatThrownBy(() -> house.registry.open(House.ALICE, Map.of("a", "1234")))
                .isInstanceOf(LimitExceeded.class);
        assertThat(house.store.calls).isEmpty();
        assertThat(house.registry.open(House.ALICE, Map.of("a", "123")).metadata())
                .hasSize(1);
    }

    @Test
    void R11_one_session_more_than_the_owner_may_have_is_refused() {
        House house = new House(Limits.standard().with(Limit.SESSIONS, 2));
        SessionId first = house.open(House.ALICE);
        SessionId unused = house.open(House.ALICE);
        assertThatThrownBy(() -> house.open(House.ALICE))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSIONS))
                .hasMessageContaining("3 sessions, limit 2");
        assertThat(house.open(House.BOB)).isNotNull();
        house.registry.close(house.owners(first));
        assertThat(house.open(House.ALICE)).isNotEqualTo(first);
    }
}
