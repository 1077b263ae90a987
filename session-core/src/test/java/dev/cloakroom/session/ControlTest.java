package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Control.Lease;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Lease BOBS = new Lease(7, House.BOB, Duration.ofSeconds(15), false);
    private final Control opening = Control.opening(House.ALICE, Map.of("k", "v"), RANDOM);

    @Test
    void a_session_opens_with_nothing_shared() {
        assertThat(opening.owner()).isEqualTo(House.ALICE);
        assertThat(opening.stamp().count()).isEqualTo(1);
        assertThat(opening.grants()).isEmpty();
        assertThat(opening.metadata()).containsExactly(Map.entry("k", "v"));
        assertThat(opening.turn()).isNull();
    }

    @Test
    void R3_stamps_never_come_back() {
        Set<Stamp> seen = new HashSet<>();
        Set<Long> randoms = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Stamp stamp = Control.opening(House.ALICE, Map.of(), RANDOM).stamp();
            assertThat(seen.add(stamp)).isTrue();
            assertThat(seen.add(stamp.next(RANDOM))).isTrue();
            assertThat(randoms.add(stamp.random())).isTrue();
        }
    }

    @Test
    void the_stamp_moves_with_access_and_the_version_with_everything() {
        requireMoved(opening.granting(House.BOB, Access.READ, RANDOM), true);
        requireMoved(opening.revoking(House.BOB, RANDOM), true);
        requireMoved(opening.transferredTo(House.BOB, RANDOM), true);
        requireMoved(opening.patched(Map.of(), RANDOM), false);
        requireMoved(opening.withTurn(BOBS, RANDOM), false);
        requireMoved(opening.withTurn(null, RANDOM), false);
    }

    private void requireMoved(Control next, boolean access) {
        assertThat(next.version()).isNotEqualTo(opening.version());
        assertThat(next.stamp().equals(opening.stamp())).isEqualTo(!access);
        assertThat(next.stamp().count()).isEqualTo(access ? 2 : 1);
    }

    @Test
    void grants_are_of_the_owners_tenant_only() {
        Control shared = opening.granting(House.BOB, Access.APPEND, RANDOM);
        assertThat(shared.grantOf(House.BOB)).isEqualTo(Access.APPEND);
        assertThat(shared.grantOf(new Principal("evil", "bob"))).isNull();
        assertThat(shared.grantOf(House.CAROL)).isNull();
        assertThat(shared.granting(House.BOB, Access.READ, RANDOM).grants())
                .containsExactly(Map.entry("bob", Access.READ));
        assertThat(shared.revoking(House.BOB, RANDOM).grants()).isEmpty();
        assertThat(shared.metadata()).isEqualTo(opening.metadata());
    }

    @Test
    void R8_whoever_loses_the_right_to_append_loses_the_turn() {
        Control inTurn = opening.granting(House.BOB, Access.APPEND, RANDOM).withTurn(BOBS, RANDOM);
        assertThat(inTurn.isInTurn(7)).isTrue();
        assertThat(inTurn.isInTurn(8)).isFalse();
        assertThat(inTurn.revoking(House.BOB, RANDOM).turn()).isNull();
        assertThat(inTurn.granting(House.BOB, Access.READ, RANDOM).turn()).isNull();
        assertThat(inTurn.transferredTo(House.CAROL, RANDOM).turn()).isNull();
        assertThat(inTurn.granting(House.BOB, Access.APPEND, RANDOM).turn()).isEqualTo(BOBS);
        assertThat(inTurn.granting(House.CAROL, Access.READ, RANDOM).turn()).isEqualTo(BOBS);
        assertThat(inTurn.revoking(House.CAROL, RANDOM).turn()).isEqualTo(BOBS);
        assertThat(inTurn.patched(Map.of(), RANDOM).turn()).isEqualTo(BOBS);
        assertThat(opening.isInTurn(7)).isFalse();
        assertThat(inTurn.withTurn(new Lease(7, House.BOB, Duration.ZERO, false), RANDOM)
                        .isInTurn(7))
                .isFalse();
    }

    @Test
    void a_transfer_clears_the_grants_and_keeps_the_metadata() {
        Control given = opening.granting(House.BOB, Access.READ, RANDOM).transferredTo(House.CAROL, RANDOM);
        assertThat(given.owner()).isEqualTo(House.CAROL);
        assertThat(given.grants()).isEmpty();
        assertThat(given.metadata()).isEqualTo(opening.metadata());
    }

    @Test
    void maps_are_copied() {
        assertThatThrownBy(() -> opening.grants().put("mallory", Access.READ))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> opening.metadata().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
