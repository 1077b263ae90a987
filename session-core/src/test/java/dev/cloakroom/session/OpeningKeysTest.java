package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R6: keys of opening requests; and sessions that are opened and filled as one. */
class OpeningKeysTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("open", "k");
    private final House house = new House();
    private final SessionRegistry registry = house.registry;

    @Test
    void a_session_is_opened_and_filled_as_one() throws IOException {
        Claim claim = registry.open(House.ALICE, Map.of("title", "t"), mine -> hello(registry, mine));
        assertThat(claim.access()).isEqualTo(Access.APPEND);
        assertThat(house.contents(claim)).containsExactly("hello");
        assertThat(house.metadata(claim)).containsExactly(Map.entry("title", "t"));
    }

    @Test
    void R6_when_filling_throws_there_is_no_session() {
        IOException cut = new IOException("cut");
        LimitExceeded tooMuch = new LimitExceeded(Limit.FILES, 2, 1);
        Error defect = new AssertionError("defect");
        for (Throwable failure : List.of(cut, tooMuch, defect)) {
            Filling failing = claim -> {
                hello(registry, claim);
                throwing(failure);
            };
            assertThatThrownBy(() -> registry.open(House.ALICE, Map.of(), failing))
                    .isSameAs(failure);
            assertThatThrownBy(() -> registry.openOnce(House.ALICE, KEY, "note", Map.of(), failing))
                    .isSameAs(failure);
            assertThat(house.store.liveIds()).isEmpty();
        }
        assertThat(house.told.denials).isEmpty();
    }

    private static void throwing(Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        } else if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        throw (Error) failure;
    }

    @Test
    void R9_when_what_was_made_cannot_be_ended_the_first_failure_is_told() {
        House down = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Head> end(Claim claim) {
                throw new StoreUnavailable("down");
            }
        });
        IOException cut = new IOException("cut");
        assertThatThrownBy(() -> down.registry.open(House.ALICE, Map.of(), claim -> throwing(cut)))
                .isSameAs(cut);
        assertThat(down.store.liveIds()).hasSize(1);
    }

    @Test
    void R6_a_key_leads_back_to_the_session_it_opened() throws IOException {
        AtomicInteger filled = new AtomicInteger();
        Filling counting = claim -> filled.incrementAndGet();
        Opened first = once(House.ALICE, KEY, "note", counting);
        Opened again = once(House.ALICE, KEY, "note", counting);
        assertThat(first.fresh()).isTrue();
        assertThat(again.fresh()).isFalse();
        assertThat(again.claim().id()).isEqualTo(first.claim().id());
        assertThat(again.claim().access()).isEqualTo(Access.APPEND);
        assertThat(filled).hasValue(1);
    }

    @Test
    void R6_the_scope_of_a_key_is_its_person_and_operation() throws IOException {
        List<Opened> opened = List.of(
                once(House.ALICE, KEY, "note", Filling.NOTHING),
                once(House.BOB, KEY, "note", Filling.NOTHING),
                once(new Principal("evil", "alice"), KEY, "note", Filling.NOTHING),
                once(House.ALICE, new IdempotencyKey("other", "k"), "note", Filling.NOTHING),
                once(House.ALICE, new IdempotencyKey("open", "l"), "note", Filling.NOTHING));
        assertThat(opened).allMatch(Opened::fresh);
        assertThat(opened).extracting(one -> one.claim().id()).doesNotHaveDuplicates();
    }

    @Test
    void R6_the_same_key_with_other_content_is_refused_and_opens_nothing() throws IOException {
        Opened first = once(House.ALICE, KEY, "note", Filling.NOTHING);
        assertThatThrownBy(() -> once(House.ALICE, KEY, "other note", Filling.NOTHING))
                .isInstanceOfSatisfying(
                        SessionConflict.class, e -> assertThat(e.kind()).isEqualTo(SessionConflict.Kind.KEY_REUSED));
        assertThat(house.store.liveIds()).containsExactly(first.claim().id());
    }

    @Test
    void R6_of_16_requests_with_one_key_one_session_remains_filled() {
        for (int round = 0; round < 20; round++) {
            IdempotencyKey key = new IdempotencyKey("open", "race " + round);
            List<SessionId> before = house.store.liveIds();
            house.told.forget();
            List<Opened> opened =
                    Race.of(16, i -> () -> once(House.ALICE, key, "note", claim -> hello(registry, claim)));
            Claim winner = opened.get(0).claim();
            assertThat(opened).extracting(one -> one.claim().id()).containsOnly(winner.id());
            assertThat(opened).filteredOn(Opened::fresh).hasSize(1);
            assertThat(house.store.liveIds()).hasSize(before.size() + 1).contains(winner.id());
            assertThat(house.contents(winner)).containsExactly("hello");
            assertThat(house.told.denials).isEmpty();
        }
    }

    @Test
    void R6_requests_that_both_looked_before_either_was_done_end_with_one_session() {
        CyclicBarrier bothLooked = new CyclicBarrier(2);
        List<Opened> opened = Race.of(2, i -> () -> once(House.ALICE, KEY, "note", claim -> meet(bothLooked)));
        assertThat(opened).extracting(Opened::fresh).containsExactlyInAnyOrder(true, false);
        assertThat(house.store.liveIds())
                .containsExactly(opened.get(0).claim().id())
                .containsExactly(opened.get(1).claim().id());
    }

    @Test
    void R6_of_two_that_both_looked_with_other_content_one_is_refused_and_leaves_nothing() {
        CyclicBarrier bothLooked = new CyclicBarrier(2);
        List<Optional<Opened>> opened = Race.of(2, i -> () -> {
            try {
                return Optional.of(once(House.ALICE, KEY, "note " + i, claim -> meet(bothLooked)));
            } catch (SessionConflict reused) {
                return Optional.empty();
            }
        });
        assertThat(opened).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(house.store.liveIds()).hasSize(1);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            int unused = barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_key_is_kept_for_24_hours() throws IOException {
        House longLived = new House(Limits.standard().withTimeouts(Duration.ofDays(5), Duration.ofDays(9)));
        Opened first = longLived.registry.openOnce(House.ALICE, KEY, "note", Map.of(), Filling.NOTHING);
        longLived.step(Duration.ofHours(24).minusMillis(1));
        Opened again = longLived.registry.openOnce(House.ALICE, KEY, "note", Map.of(), Filling.NOTHING);
        assertThat(again.claim().id()).isEqualTo(first.claim().id());
        longLived.step(Duration.ofMillis(1));
        assertThat(longLived
                        .registry
                        .openOnce(House.ALICE, KEY, "other", Map.of(), Filling.NOTHING)
                        .fresh())
                .isTrue();
        assertThat(longLived.store.liveIds()).hasSize(2);
    }

    @Test
    void a_key_whose_session_is_gone_is_unused() throws IOException {
        Opened first = once(House.ALICE, KEY, "note", Filling.NOTHING);
        registry.close(house.owners(first.claim().id()));
        Opened second = once(House.ALICE, KEY, "another note", Filling.NOTHING);
        assertThat(second.fresh()).isTrue();
        assertThat(second.claim().id()).isNotEqualTo(first.claim().id());
    }

    @Test
    void a_store_without_names_refuses_keys_and_fills_nothing() {
        House nameless = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Optional<NameStore> names() {
                return Optional.empty();
            }
        });
        assertThatThrownBy(() -> nameless.registry.openOnce(House.ALICE, KEY, "n", Map.of(), claim -> {
                    throw new AssertionError("filled");
                }))
                .isInstanceOf(InvalidInput.class);
        assertThat(nameless.store.liveIds()).isEmpty();
    }

    private Opened once(Principal who, IdempotencyKey key, String note, Filling filling) throws IOException {
        return registry.openOnce(who, key, note, Map.of(), filling);
    }

    private static void hello(SessionRegistry registry, Claim claim) {
        Appended unused = registry.history().append(claim, Draft.user("hello"));
    }
}
