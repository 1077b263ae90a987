package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who is denied, and that it looks the same for everyone. */
class DenialTest {
    private static final Draft HELLO = Draft.user("Hello");

    @Test
    void R13_a_policy_that_throws_denies() {
        House house = new House((facts, who, wanted) -> {
            throw new IllegalStateException("the directory is down");
        });
        SessionId id = house.open(House.ALICE);
        assertThatThrownBy(() -> house.registry.claim(id, House.ALICE, Access.READ))
                .isInstanceOf(SessionAccessDenied.class)
                .hasNoCause();
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.POLICY_FAILED);
    }

    @Test
    void R13_a_policy_that_returns_nothing_denies() {
        House house = new House((facts, who, wanted) -> null);
        SessionId id = house.open(House.ALICE);
        assertThatThrownBy(() -> house.registry.claim(id, House.ALICE, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.denials).hasSize(1);
    }

    @Test
    void R2_another_tenant_is_denied_before_the_policy_is_asked() {
        AtomicInteger asked = new AtomicInteger();
        House house = new House(counting(asked, (facts, who, wanted) -> Decision.ALLOW));
        SessionId id = house.open(House.ALICE);
        Principal sameName = new Principal("evil", "alice");
        for (Principal stranger : List.of(House.MALLORY, sameName, Principal.of("alice"))) {
            assertThatThrownBy(() -> house.registry.claim(id, stranger, Access.READ))
                    .isInstanceOf(SessionAccessDenied.class);
        }
        assertThat(asked).hasValue(0);
        assertThat(house.told.reasons()).hasSize(3).containsOnly(Denial.Reason.OTHER_TENANT);
        assertThat(house.registry.claim(id, House.BOB, Access.READ).id()).isEqualTo(id);
        assertThat(asked).hasValue(1);
    }

    @Test
    void R4_a_session_that_is_not_there_is_refused_without_asking_the_policy() {
        AtomicInteger asked = new AtomicInteger();
        House house = new House(counting(asked, (facts, who, wanted) -> Decision.ALLOW));
        SessionId ended = house.open(House.ALICE);
        house.registry.close(house.owners(ended));
        asked.set(0);
        for (SessionId id : List.of(ended, new SessionId(UUID.randomUUID()))) {
            for (Principal who : List.of(House.ALICE, House.MALLORY, Principal.of("nobody"))) {
                assertThatThrownBy(() -> house.registry.claim(id, who, Access.READ))
                        .isInstanceOf(SessionAccessDenied.class);
            }
        }
        assertThat(asked).hasValue(0);
        assertThat(house.told.reasons()).hasSize(6).containsOnly(Denial.Reason.UNKNOWN);
    }

    @Test
    void R3_a_claim_moved_to_another_session_opens_nothing() {
        House house = new House();
        Claim mine = house.claimed(House.BOB, Access.MANAGE);
        SessionId hers = house.open(House.ALICE);
        Claim moved = new Claim(hers, House.BOB, Access.MANAGE, mine.stamp(), Claim.UNFENCED);
        assertThatThrownBy(() -> house.registry.describe(moved)).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> house.registry.close(moved)).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.FOREIGN, Denial.Reason.FOREIGN);
        assertThat(house.registry.describe(house.owners(hers)).id()).isEqualTo(hers);
    }

    @Test
    void R4_foreign_and_unknown_ids_are_refused_alike() {
        House house = new House();
        SessionId foreign = house.open(House.ALICE);
        SessionId unknown = new SessionId(UUID.randomUUID());
        SessionId ended = house.open(House.BOB);
        house.registry.close(house.registry.claim(ended, House.BOB, Access.MANAGE));
        SessionId expired = house.open(House.BOB);
        house.step(house.store.limits().idleTimeout());
        SessionId again = house.open(House.ALICE);
        List<String> messages = new ArrayList<>();
        for (SessionId id : List.of(foreign, again, unknown, ended, expired)) {
            for (Access access : Access.values()) {
                assertThat(house.store.callsOf(
                                () -> assertThatThrownBy(() -> house.registry.claim(id, House.CAROL, access))
                                        .isInstanceOf(SessionAccessDenied.class)
                                        .hasNoCause()
                                        .satisfies(e -> messages.add(e.getMessage()))))
                        .containsExactly("facts");
            }
        }
        assertThatThrownBy(() -> house.registry.claim("no id", House.CAROL, Access.READ))
                .isInstanceOf(SessionAccessDenied.class)
                .satisfies(e -> messages.add(e.getMessage()));
        assertThat(messages).hasSize(16).containsOnly("Session does not belong to user");
    }

    @Test
    void an_id_as_text_is_followed_like_an_id() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        assertThat(house.registry.claim(id.text(), House.ALICE, Access.READ).id())
                .isEqualTo(id);
        assertThatThrownBy(() -> house.registry.claim(id.text().toUpperCase(Locale.ROOT), House.ALICE, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.MALFORMED);
    }

    @Test
    void a_session_that_is_gone_is_forgotten_and_asked_for_again() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.READ);
        house.registry.close(house.owners(claim.id()));
        assertThatThrownBy(() -> house.registry.describe(claim)).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.store.callsOf(
                        () -> assertThatThrownBy(() -> house.registry.claim(claim.id(), House.ALICE, Access.READ))
                                .isInstanceOf(SessionAccessDenied.class)))
                .containsExactly("facts");
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.UNKNOWN, Denial.Reason.UNKNOWN);
    }

    @Test
    void a_denial_is_never_remembered() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        assertThatThrownBy(() -> house.registry.claim(id, House.BOB, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        house.registry.grant(house.owners(id), House.BOB, Access.READ);
        assertThat(house.registry.claim(id, House.BOB, Access.READ).principal()).isEqualTo(House.BOB);
    }

    @Test
    void a_claim_of_too_small_access_is_denied_without_a_store_call() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        Claim read = house.registry.claim(id, House.ALICE, Access.READ);
        Claim append = house.registry.claim(id, House.ALICE, Access.APPEND);
        SessionRegistry registry = house.registry;
        List<ThrowingCallable> tooMuch = List.of(
                () -> registry.history().append(read, HELLO),
                () -> registry.history().recorded(read, new IdempotencyKey("o", "k")),
                () -> registry.patch(read, Map.of()),
                () -> registry.beginTurn(read, OnBusy.WAIT, Duration.ofDays(1)),
                () -> registry.artifacts().remove(read, id.value()),
                () -> putQuietly(registry, read),
                () -> registry.grant(append, House.BOB, Access.READ),
                () -> registry.revoke(append, House.BOB),
                () -> registry.grants(append),
                () -> registry.transfer(append, House.BOB),
                () -> registry.close(append));
        for (ThrowingCallable one : tooMuch) {
            assertThat(house.store.callsOf(() -> assertThatThrownBy(one).isInstanceOf(SessionAccessDenied.class)))
                    .isEmpty();
        }
        assertThat(house.told.reasons()).hasSize(tooMuch.size()).containsOnly(Denial.Reason.INSUFFICIENT);
        assertThat(house.metadata(read)).isEmpty();
    }

    private static void putQuietly(SessionRegistry registry, Claim claim) {
        try {
            var unused = registry.artifacts().put(claim, "f", "t", new ByteArrayInputStream(new byte[1]) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    throw new AssertionError("a byte was read before access was proved");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OwnershipPolicy counting(AtomicInteger asked, OwnershipPolicy policy) {
        return (facts, who, wanted) -> {
            asked.incrementAndGet();
            return policy.decide(facts, who, wanted);
        };
    }
}
