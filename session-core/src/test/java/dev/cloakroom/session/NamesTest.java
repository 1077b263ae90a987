package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionListener.LifeCycle;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client names that stand for sessions. */
class NamesTest {
    private final House house = new House();
    private final SessionRegistry registry = house.registry;

    @Test
    void an_unused_name_opens_a_session_and_a_used_one_leads_back_to_it() {
        Opened first = registry.enter(House.ALICE, "chat");
        assertThat(first.fresh()).isTrue();
        assertThat(first.claim().access()).isEqualTo(Access.APPEND);
        assertThat(registry.describe(first.claim()).owner()).isEqualTo(House.ALICE);
        Opened again = registry.enter(House.ALICE, "chat");
        assertThat(again.fresh()).isFalse();
        assertThat(again.claim().id()).isEqualTo(first.claim().id());
        assertThat(registry.enter(House.ALICE, "other").claim().id())
                .isNotEqualTo(first.claim().id());
    }

    @Test
    void R1_the_name_is_never_the_id() {
        String asked = UUID.randomUUID().toString();
        Opened opened = registry.enter(House.ALICE, asked);
        assertThat(opened.claim().id().text()).isNotEqualTo(asked);
        assertThatThrownBy(() -> registry.claim(asked, House.ALICE, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void R2_someone_elses_name_is_denied_and_opens_nothing() {
        Opened alices = registry.enter(House.ALICE, "chat");
        house.told.forget();
        assertThatThrownBy(() -> registry.enter(House.BOB, "chat")).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.told.reasons()).containsExactly(Denial.Reason.FOREIGN);
        assertThat(house.told.changes).isEmpty();
        assertThat(house.store.liveIds()).containsExactly(alices.claim().id());
    }

    @Test
    void a_name_leads_whoever_was_granted_to_append() {
        Opened alices = registry.enter(House.ALICE, "chat");
        Claim owners = house.owners(alices.claim().id());
        registry.grant(owners, House.BOB, Access.READ);
        assertThatThrownBy(() -> registry.enter(House.BOB, "chat")).isInstanceOf(SessionAccessDenied.class);
        registry.grant(owners, House.BOB, Access.APPEND);
        assertThat(registry.enter(House.BOB, "chat").claim().id())
                .isEqualTo(alices.claim().id());
    }

    @Test
    void R2_tenants_share_no_names() {
        Opened one = registry.enter(House.ALICE, "chat");
        Opened other = registry.enter(House.MALLORY, "chat");
        assertThat(other.fresh()).isTrue();
        assertThat(other.claim().id()).isNotEqualTo(one.claim().id());
        Opened moved = registry.enter(new Principal("acm", "x"), "echat");
        assertThat(moved.fresh()).isTrue();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void a_name_whose_session_is_gone_counts_as_unused() {
        Opened first = registry.enter(House.ALICE, "chat");
        registry.close(house.owners(first.claim().id()));
        Opened second = registry.enter(House.BOB, "chat");
        assertThat(second.fresh()).isTrue();
        house.step(house.store.limits().idleTimeout());
        Opened third = registry.enter(House.CAROL, "chat");
        assertThat(third.fresh()).isTrue();
        assertThat(List.of(
                        first.claim().id(), second.claim().id(), third.claim().id()))
                .doesNotHaveDuplicates();
        assertThat(house.told.denials).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "\uD83D"})
    void a_name_that_is_none_is_refused(String name) {
        assertThatThrownBy(() -> registry.enter(House.ALICE, name)).isInstanceOf(InvalidInput.class);
        assertThat(house.store.calls).isEmpty();
    }

    @Test
    void R11_a_name_takes_n_code_points_and_refuses_one_more() {
        House small = new House(Limits.standard().with(Limit.NAME_CHARS, 3));
        assertThat(small.registry.enter(House.ALICE, "\uD83D\uDE00".repeat(3)).fresh())
                .isTrue();
        assertThatThrownBy(() -> small.registry.enter(House.ALICE, "abcd")).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void of_16_who_enter_an_unused_name_at_once_all_get_the_one_session_that_remains() {
        for (int round = 0; round < 20; round++) {
            String name = "race " + round;
            house.told.forget();
            List<SessionId> before = house.store.liveIds();
            List<Opened> opened = Race.of(16, i -> () -> registry.enter(House.ALICE, name));
            assertThat(opened)
                    .extracting(one -> one.claim().id())
                    .containsOnly(opened.get(0).claim().id());
            assertThat(opened).filteredOn(Opened::fresh).hasSize(1);
            assertThat(house.store.liveIds()).hasSize(before.size() + 1);
            assertThat(house.store.liveIds()).contains(opened.get(0).claim().id());
            requireLosersEnded();
        }
    }

    @Test
    void R2_of_two_people_who_race_for_a_name_one_is_denied_and_leaves_nothing() {
        CyclicBarrier bothLooked = new CyclicBarrier(2);
        House racing = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Optional<Binding> bind(String name, Binding expected, Binding next, Duration lifetime) {
                try {
                    int unused = bothLooked.await(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return super.bind(name, expected, next, lifetime);
            }
        });
        List<Optional<Opened>> outcomes = Race.of(2, i -> () -> {
            try {
                return Optional.of(racing.registry.enter(i == 0 ? House.ALICE : House.BOB, "chat"));
            } catch (SessionAccessDenied denied) {
                return Optional.empty();
            }
        });
        assertThat(outcomes).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(racing.store.liveIds()).hasSize(1);
        assertThat(racing.told.reasons()).containsExactly(Denial.Reason.FOREIGN);
    }

    private void requireLosersEnded() {
        long openings = house.told.kinds().stream()
                .filter(LifeCycle.Kind.OPENED::equals)
                .count();
        long ends =
                house.told.kinds().stream().filter(LifeCycle.Kind.ENDED::equals).count();
        assertThat(openings - ends).isEqualTo(1);
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void a_store_without_names_refuses_them() {
        House nameless = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Optional<NameStore> names() {
                return Optional.empty();
            }
        });
        assertThatThrownBy(() -> nameless.registry.enter(House.ALICE, "chat")).isInstanceOf(InvalidInput.class);
        assertThat(nameless.store.liveIds()).isEmpty();
        assertThat(nameless.told.denials).isEmpty();
    }

    @Test
    void a_name_that_never_stands_still_is_given_up_on_and_leaves_nothing() {
        House restless = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public synchronized Optional<Binding> bind(String name, Binding expected, Binding next, Duration lifetime) {
                return Optional.of(new Binding(new SessionId(UUID.randomUUID()), ""));
            }
        });
        assertThatThrownBy(() -> restless.registry.enter(House.ALICE, "chat"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("not applied");
        assertThat(restless.store.liveIds()).isEmpty();
    }

    @Test
    void R11_a_full_name_store_refuses_and_leaves_nothing() {
        House full = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public synchronized Optional<Binding> bind(String name, Binding expected, Binding next, Duration lifetime) {
                return Optional.empty();
            }
        });
        assertThatThrownBy(() -> full.registry.enter(House.ALICE, "chat"))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.STORE));
        assertThat(full.store.liveIds()).isEmpty();
    }

    @Test
    void R12_names_reach_the_store_as_digests() {
        List<String> asked = new CopyOnWriteArrayList<>();
        House noting = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public synchronized Optional<Binding> find(String name) {
                asked.add(name);
                return super.find(name);
            }
        });
        for (Principal who : List.of(House.ALICE, House.MALLORY, new Principal("acm", "x"))) {
            Opened unused = noting.registry.enter(who, "my-secret-chat");
        }
        assertThat(asked).hasSize(3).doesNotHaveDuplicates().allMatch(name -> name.matches("[0-9a-f]{64}"));
    }

    @Test
    void R9_a_binding_that_was_not_applied_leaves_no_session() {
        House down = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public synchronized Optional<Binding> bind(String name, Binding expected, Binding next, Duration lifetime) {
                throw new StoreUnavailable("the table of names is down");
            }
        });
        assertThatThrownBy(() -> down.registry.enter(House.ALICE, "chat")).isInstanceOf(StoreUnavailable.class);
        assertThat(down.store.liveIds()).isEmpty();
    }

    @Test
    void the_session_of_an_unused_name_is_filled_before_anyone_is_led_to_it() throws IOException {
        Filling hello = claim -> {
            Appended unused = registry.history().append(claim, Draft.user("hello"));
        };
        Opened first = registry.enter(House.ALICE, "chat", hello);
        Opened again = registry.enter(House.ALICE, "chat", hello);
        assertThat(house.contents(first.claim())).containsExactly("hello");
        assertThat(again.fresh()).isFalse();
        assertThat(again.claim().id()).isEqualTo(first.claim().id());
        assertThat(house.contents(again.claim())).containsExactly("hello");
    }

    @Test
    void a_filling_that_throws_leaves_the_name_unused() {
        IOException cut = new IOException("cut");
        assertThatThrownBy(() -> registry.enter(House.ALICE, "chat", claim -> {
                    throw cut;
                }))
                .isSameAs(cut);
        assertThat(house.store.liveIds()).isEmpty();
        assertThat(registry.enter(House.BOB, "chat").fresh()).isTrue();
    }
}
