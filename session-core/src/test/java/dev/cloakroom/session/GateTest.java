package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionStore.Owned;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The gate: what is decided when, and how often the store is asked. */
class GateTest {
    private static final Draft HELLO = Draft.user("Hello");

    @Test
    void in_the_steady_state_each_operation_is_one_store_call() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        Claim first = house.owners(id);
        assertThat(house.store.callsOf(() -> {
                    var unused = house.owners(id);
                }))
                .isEmpty();
        assertThat(house.owners(id)).isSameAs(first);
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.history().append(first, HELLO);
                }))
                .containsExactly("append");
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.history().read(first, Slice.latest(5));
                }))
                .containsExactly("read");
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.history().recorded(first, new IdempotencyKey("o", "k"));
                }))
                .containsExactly("recorded");
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.describe(first);
                }))
                .containsExactly("head");
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.grants(first);
                }))
                .containsExactly("head");
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.artifacts().list(first);
                }))
                .containsExactly("list");
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.patch(first, Map.of("a", "b"));
                }))
                .containsExactly("head", "swap");
        assertThat(house.store.callsOf(() -> house.registry.close(first))).containsExactly("end");
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void an_allowance_is_remembered_for_each_access_and_person_by_itself() {
        AtomicInteger asked = new AtomicInteger();
        House house = new House(counting(asked, OwnershipPolicy.ownerAndGrants()));
        SessionId id = house.open(House.ALICE);
        for (int i = 0; i < 3; i++) {
            for (Access access : Access.values()) {
                assertThat(house.registry.claim(id, House.ALICE, access).access())
                        .isEqualTo(access);
            }
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void ALLOW_ONCE_is_asked_again_at_each_claim() {
        AtomicInteger asked = new AtomicInteger();
        House house = new House(counting(asked, OwnershipPolicy.ownerOnly().orAdmins(House.CAROL::equals)));
        SessionId id = house.open(House.ALICE);
        for (int i = 1; i <= 3; i++) {
            assertThat(house.store.callsOf(() -> {
                        var unused = house.registry.claim(id, House.CAROL, Access.READ);
                    }))
                    .containsExactly("facts");
            assertThat(asked).hasValue(i);
        }
    }

    @Test
    void ALLOW_ONCE_that_turns_into_a_denial_denies_the_next_claim() {
        List<Principal> admins = new ArrayList<>(List.of(House.CAROL));
        House house = new House(OwnershipPolicy.ownerOnly().orAdmins(admins::contains));
        SessionId id = house.open(House.ALICE);
        Claim inHand = house.registry.claim(id, House.CAROL, Access.READ);
        admins.clear();
        assertThatThrownBy(() -> house.registry.claim(id, House.CAROL, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(house.registry.describe(inHand).id()).isEqualTo(id);
        house.registry.grant(house.owners(id), House.BOB, Access.READ);
        assertThatThrownBy(() -> house.registry.describe(inHand)).isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void R3_a_stale_claim_is_decided_anew_and_only_that_operation_repeated() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        house.registry.grant(house.owners(claim.id()), House.BOB, Access.READ);
        assertThat(house.store.callsOf(() -> {
                    var unused = house.registry.history().append(claim, HELLO);
                }))
                .containsExactly("append", "facts", "append");
        assertThat(house.contents(claim)).containsExactly("Hello");
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void R3_a_revoked_claim_is_denied_on_fresh_facts_with_one_event() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        house.registry.grant(house.owners(id), House.BOB, Access.APPEND);
        Claim bobs = house.registry.claim(id, House.BOB, Access.APPEND);
        assertThat(house.registry.revoke(house.owners(id), House.BOB)).isTrue();
        assertThat(house.store.callsOf(
                        () -> assertThatThrownBy(() -> house.registry.history().append(bobs, HELLO))
                                .isInstanceOf(SessionAccessDenied.class)))
                .containsExactly("append", "facts");
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.FOREIGN);
        assertThat(house.told.denials.get(0).operation()).isEqualTo("append");
        assertThat(house.contents(house.owners(id))).isEmpty();
    }

    @Test
    void an_operation_is_repeated_a_bounded_number_of_times() {
        House house = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Appended> append(Claim claim, Append append) {
                calls.add("append");
                return Result.stale();
            }
        });
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        List<String> calls = house.store.callsOf(
                () -> assertThatThrownBy(() -> house.registry.history().append(claim, HELLO))
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessageContaining("not applied"));
        assertThat(calls).filteredOn("append"::equals).hasSize(17);
        assertThat(calls).filteredOn("facts"::equals).hasSize(16);
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void a_stale_claim_at_the_end_of_an_upload_does_not_read_the_stream_again() throws IOException {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        Claim owners = house.owners(claim.id());
        AtomicInteger reads = new AtomicInteger();
        ByteArrayInputStream bytes = new ByteArrayInputStream(new byte[] {1, 2, 3}) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (reads.getAndIncrement() == 0) {
                    house.registry.grant(owners, House.BOB, Access.READ);
                }
                return super.read(target, offset, length);
            }

            @Override
            public synchronized byte[] readNBytes(int length) throws IOException {
                return super.readNBytes(length);
            }
        };
        List<String> calls = house.store.callsOf(() -> {
            try {
                assertThat(house.registry
                                .artifacts()
                                .put(claim, "f", "t", bytes)
                                .size())
                        .isEqualTo(3);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(calls)
                .containsExactly("begin", "head", "swap", "write", "commit", "facts", "commit", "staging closed");
    }

    @Test
    void R15_a_repeated_operation_keeps_its_turn() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        try (Turn turn = house.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO)) {
            house.registry.grant(house.owners(claim.id()), House.BOB, Access.APPEND);
            assertThat(house.registry.history().append(turn.claim(), HELLO).last())
                    .isEqualTo(1);
            house.registry.grant(house.owners(claim.id()), House.CAROL, Access.READ);
            try (Turn newer = house.registry.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO)) {
                assertThatThrownBy(() -> house.registry.history().append(turn.claim(), HELLO))
                        .isInstanceOfSatisfying(
                                SessionConflict.class,
                                e -> assertThat(e.kind()).isEqualTo(SessionConflict.Kind.TURN_LOST));
                assertThat(house.registry.history().append(newer.claim(), HELLO).last())
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void R9_what_a_store_throws_reaches_the_caller_and_is_not_repeated() {
        AtomicInteger tries = new AtomicInteger();
        List<SessionException> failures =
                List.of(new StoreUnavailable("down"), new OutcomeUnknown("lost", new IOException("reset")));
        for (SessionException failure : failures) {
            House house = new House((limits, clock) -> new TestStore(limits, clock) {
                @Override
                public Result<Appended> append(Claim claim, Append append) {
                    tries.incrementAndGet();
                    throw failure;
                }
            });
            Claim claim = house.claimed(House.ALICE, Access.APPEND);
            assertThatThrownBy(() -> house.registry.history().append(claim, HELLO))
                    .isSameAs(failure);
            assertThat(house.told.denials).isEmpty();
        }
        assertThat(tries).hasValue(2);
    }

    @Test
    void R9_a_store_that_fails_in_a_way_it_must_not_is_reported_honestly() {
        IllegalStateException defect = new IllegalStateException("driver bug");
        AtomicBoolean failing = new AtomicBoolean();
        House house = new House((limits, clock) -> new TestStore(limits, clock) {
            private void failIfTold() {
                if (failing.get()) {
                    throw defect;
                }
            }

            @Override
            public synchronized Optional<Facts> facts(SessionId id, Principal who) {
                failIfTold();
                return super.facts(id, who);
            }

            @Override
            public synchronized Result<Head> create(SessionId id, Control control) {
                failIfTold();
                return super.create(id, control);
            }

            @Override
            public synchronized Optional<Owned> owned(Principal owner, SessionId after, int limit) {
                failIfTold();
                return super.owned(owner, after, limit);
            }

            @Override
            public Result<Appended> append(Claim claim, Append append) {
                failIfTold();
                return super.append(claim, append);
            }
        });
        Claim claim = house.claimed(House.ALICE, Access.APPEND);
        failing.set(true);
        List<ThrowingCallable> reads = List.of(
                () -> house.registry.claim(claim.id(), House.BOB, Access.READ),
                () -> house.registry.list(House.ALICE, null, 5),
                () -> house.registry.closeAll(House.ALICE));
        for (ThrowingCallable read : reads) {
            assertThatThrownBy(read).isInstanceOf(StoreUnavailable.class).hasCause(defect);
        }
        List<ThrowingCallable> changes = List.of(
                () -> house.registry.open(House.ALICE),
                () -> house.registry.history().append(claim, HELLO));
        for (ThrowingCallable change : changes) {
            assertThatThrownBy(change).isInstanceOf(OutcomeUnknown.class).hasCause(defect);
        }
        assertThat(house.told.denials).isEmpty();
    }

    private static OwnershipPolicy counting(AtomicInteger asked, OwnershipPolicy policy) {
        return (facts, who, wanted) -> {
            asked.incrementAndGet();
            return policy.decide(facts, who, wanted);
        };
    }
}
