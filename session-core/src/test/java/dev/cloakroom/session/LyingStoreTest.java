package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionStore.Owned;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** R10: what a store says is looked at before it is used; what cannot be true is destroyed and not delivered. */
class LyingStoreTest {
    /** A store that, once told to, answers about {@code other} where it was asked about another session. */
    private static final class Crossed extends TestStore {
        Claim other;
        boolean crossesFacts;
        boolean crossesHead;
        boolean crossesSwap;
        boolean crossesEnd;
        boolean crossesCreate;

        Crossed(Limits limits, SteppedClock clock) {
            super(limits, clock);
        }

        @Override
        public Result<Head> create(SessionId id, Control control) {
            return super.create(crossesCreate ? new SessionId(new UUID(1, 1)) : id, control);
        }

        @Override
        public synchronized Optional<Facts> facts(SessionId id, Principal who) {
            return super.facts(crossesFacts ? other.id() : id, who);
        }

        @Override
        public Result<Head> head(Claim claim) {
            return super.head(crossesHead ? other : claim);
        }

        @Override
        public Result<Head> swap(Claim claim, long version, Control next, Duration lease) {
            Result<Head> swapped = super.swap(claim, version, next, lease);
            return crossesSwap ? super.head(other) : swapped;
        }

        @Override
        public Result<Head> end(Claim claim) {
            Result<Head> ended = super.end(claim);
            return crossesEnd ? super.head(other) : ended;
        }
    }

    private final House house = new House(Crossed::new);
    private final Crossed store = (Crossed) house.store;
    private final SessionRegistry registry = house.registry;
    private final Claim mine = house.claimed(House.ALICE, Access.MANAGE);

    LyingStoreTest() {
        store.other = registry.claim(
                registry.open(House.ALICE, Map.of("secret", "of the other")).id(), House.ALICE, Access.MANAGE);
    }

    @Test
    void R10_facts_of_another_session_make_no_claim() {
        store.crossesFacts = true;
        requireBroken(() -> registry.claim(mine.id(), House.ALICE, Access.READ));
        store.crossesFacts = false;
        assertThat(registry.claim(mine.id(), House.ALICE, Access.READ).id()).isEqualTo(mine.id());
    }

    @Test
    void R10_the_record_of_another_session_is_not_described() {
        store.crossesHead = true;
        requireBroken(() -> registry.describe(mine));
    }

    @Test
    void R10_the_grants_of_another_session_are_not_shown() {
        registry.grant(store.other, House.BOB, Access.READ);
        Facts facts = store.facts(store.other.id(), House.ALICE).orElseThrow();
        store.other = new Claim(facts.id(), House.ALICE, Access.MANAGE, facts.stamp(), Claim.UNFENCED);
        store.crossesHead = true;
        requireBroken(() -> registry.grants(mine));
    }

    @Test
    void R10_the_record_of_another_session_is_not_mixed_into_this_one() {
        store.crossesHead = true;
        requireBroken(() -> registry.patch(mine, Map.of("a", "b")));
        requireBroken(() -> registry.grant(mine, House.BOB, Access.READ));
        requireBroken(() -> registry.revoke(mine, House.BOB));
        requireBroken(() -> registry.transfer(mine, House.BOB));
        requireBroken(() -> registry.beginTurn(mine, OnBusy.REJECT, Duration.ZERO));
        store.crossesHead = false;
        assertThat(house.metadata(mine)).isEmpty();
        assertThat(registry.grants(mine)).isEmpty();
    }

    @Test
    void R10_a_swap_that_answers_with_another_record_is_not_believed() {
        store.crossesSwap = true;
        requireBroken(() -> registry.patch(mine, Map.of("a", "b")));
        requireBroken(() -> registry.beginTurn(mine, OnBusy.SUPERSEDE, Duration.ZERO));
    }

    @Test
    void R10_an_end_that_answers_with_another_record_is_not_believed() {
        store.crossesEnd = true;
        requireBroken(() -> registry.close(mine));
    }

    @Test
    void R1_a_store_that_makes_another_id_than_it_was_given_is_not_believed() {
        store.crossesCreate = true;
        house.told.forget();
        requireBroken(() -> registry.open(House.ALICE));
        assertThat(house.told.changes).isEmpty();
    }

    @Test
    void R10_a_listing_with_someone_elses_session_is_not_delivered() {
        House lying = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public synchronized Optional<Owned> owned(Principal owner, SessionId after, int limit) {
                return super.owned(House.BOB, after, limit);
            }
        });
        SessionId bobs = lying.open(House.BOB);
        requireBroken(() -> lying.registry.list(House.ALICE, null, 10));
        requireBroken(() -> lying.registry.closeAll(House.ALICE));
        assertThat(lying.store.liveIds()).containsExactly(bobs);
    }

    @Test
    void R9_a_listing_that_goes_on_with_ended_sessions_does_not_keep_close_all_forever() {
        House lying = new House((limits, clock) -> new TestStore(limits, clock) {
            private Optional<Owned> first = Optional.empty();

            @Override
            public synchronized Optional<Owned> owned(Principal owner, SessionId after, int limit) {
                if (first.isEmpty()) {
                    first = super.owned(owner, after, limit);
                }
                return first;
            }
        });
        SessionId unused = lying.open(House.ALICE);
        assertThat(lying.registry.closeAll(House.ALICE)).isEqualTo(1);
        assertThat(lying.store.liveIds()).isEmpty();
    }

    @Test
    void a_refusal_that_has_no_place_is_a_broken_contract() {
        House lying = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Page> read(Claim claim, Slice asked) {
                return Result.refused(Refusal.ID_TAKEN, 0);
            }
        });
        Claim claim = lying.claimed(House.ALICE, Access.READ);
        requireBroken(() -> lying.registry.history().read(claim, Slice.latest(1)));
    }

    @Test
    void a_session_that_is_being_made_is_neither_gone_nor_stale() {
        for (Result<Head> wrong : List.of(Result.<Head>gone(), Result.<Head>stale())) {
            House lying = new House((limits, clock) -> new TestStore(limits, clock) {
                @Override
                public Result<Head> create(SessionId id, Control control) {
                    return wrong;
                }
            });
            requireBroken(() -> lying.registry.open(House.ALICE));
        }
    }

    @Test
    void R16_another_file_than_the_one_asked_for_is_not_delivered() throws Exception {
        Artifact kept = registry.artifacts().put(mine, "f", "t", new ByteArrayInputStream(new byte[] {1}));
        Artifact other = new Artifact(
                UUID.randomUUID(), kept.name(), kept.mediaType(), kept.size(), kept.sha256(), kept.createdAt());
        House lying = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Optional<Artifact>> find(Claim claim, UUID file) {
                return Result.done(Optional.of(other));
            }
        });
        Claim claim = lying.claimed(House.ALICE, Access.READ);
        requireBroken(() -> lying.registry.artifacts().find(claim, kept.id()));
        requireBroken(() -> lying.registry.artifacts().read(claim, kept.id(), new ByteArrayOutputStream()));
    }

    @Test
    void R16_other_files_than_those_that_were_sent_are_not_acknowledged() {
        for (UnaryOperator<Artifacts.Added> lie : List.<UnaryOperator<Artifacts.Added>>of(
                truth -> new Artifacts.Added(List.of(), false),
                truth -> new Artifacts.Added(List.of(renamed(truth.files().get(0))), false),
                truth -> new Artifacts.Added(List.of(renamed(truth.files().get(0))), true),
                truth -> new Artifacts.Added(
                        List.of(truth.files().get(0), truth.files().get(0)), false))) {
            House lying = new House((limits, clock) -> new TestStore(limits, clock) {
                @Override
                public Result<Staging> begin(Claim claim) {
                    Staging honest = ((Result.Done<Staging>) super.begin(claim)).value();
                    return Result.done(new Staging() {
                        @Override
                        public void write(UUID file, byte[] chunk) {
                            honest.write(file, chunk);
                        }

                        @Override
                        public Result<Artifacts.Added> commit(Claim committing, Batch batch) {
                            var truth = (Result.Done<Artifacts.Added>) honest.commit(committing, batch);
                            return Result.done(lie.apply(truth.value()));
                        }

                        @Override
                        public void close() {}
                    });
                }
            });
            Claim claim = lying.claimed(House.ALICE, Access.APPEND);
            requireBroken(() -> lying.registry.artifacts().put(claim, "f", "t", new ByteArrayInputStream(new byte[1])));
        }
    }

    private static Artifact renamed(Artifact file) {
        return new Artifact(file.id(), "other", file.mediaType(), file.size(), file.sha256(), file.createdAt());
    }

    private static void requireBroken(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreContractBroken.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
