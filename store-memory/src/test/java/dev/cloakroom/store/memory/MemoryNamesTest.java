package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class MemoryNamesTest {
    private static final Duration DAY = Duration.ofDays(1);
    private final SteppedClock clock = new SteppedClock();
    private final Set<SessionId> live = ConcurrentHashMap.newKeySet();
    private final MemoryNames names = new MemoryNames(3, clock, live::contains);

    private Binding binding() {
        SessionId id = new SessionId(UUID.randomUUID());
        live.add(id);
        return new Binding(id, "note");
    }

    @Test
    void an_unbound_name_is_bound_whatever_is_expected() {
        Binding first = binding();
        assertThat(names.find("a")).isEmpty();
        assertThat(names.bind("a", null, first, DAY)).contains(first);
        assertThat(names.find("a")).contains(first);
        Binding second = binding();
        assertThat(names.bind("b", first, second, DAY)).contains(second);
    }

    @Test
    void a_bound_name_changes_only_for_whoever_knows_its_binding() {
        Binding first = binding();
        Binding second = binding();
        assertThat(names.bind("a", null, first, DAY)).contains(first);
        assertThat(names.bind("a", null, second, DAY)).contains(first);
        assertThat(names.bind("a", second, second, DAY)).contains(first);
        assertThat(names.bind("a", new Binding(first.session(), "other note"), second, DAY))
                .contains(first);
        assertThat(names.find("a")).contains(first);
        assertThat(names.bind("a", first, second, DAY)).contains(second);
        assertThat(names.find("a")).contains(second);
    }

    @Test
    void a_binding_lasts_its_lifetime_to_the_millisecond_and_reads_do_not_lengthen_it() {
        Binding first = binding();
        assertThat(names.bind("a", null, first, DAY)).contains(first);
        clock.step(DAY.minusMillis(1));
        assertThat(names.find("a")).contains(first);
        clock.step(Duration.ofMillis(1));
        assertThat(names.find("a")).isEmpty();
        Binding second = binding();
        assertThat(names.bind("a", null, second, DAY)).contains(second);
    }

    @Test
    void each_binding_has_its_own_lifetime() {
        Binding first = binding();
        Binding second = binding();
        assertThat(names.bind("a", null, first, DAY)).contains(first);
        assertThat(names.bind("b", null, second, DAY.multipliedBy(3))).contains(second);
        clock.step(DAY);
        assertThat(names.find("a")).isEmpty();
        assertThat(names.find("b")).contains(second);
        assertThat(names.bind("b", second, first, DAY)).contains(first);
        clock.step(DAY);
        assertThat(names.find("b")).isEmpty();
    }

    @Test
    void R11_a_full_table_refuses_new_names_and_keeps_the_live_ones() {
        Binding[] kept = {binding(), binding(), binding()};
        for (int i = 0; i < 3; i++) {
            assertThat(names.bind("n" + i, null, kept[i], DAY)).contains(kept[i]);
        }
        assertThat(names.bind("one more", null, binding(), DAY)).isEqualTo(Optional.empty());
        for (int i = 0; i < 3; i++) {
            assertThat(names.find("n" + i)).contains(kept[i]);
        }
        assertThat(names.find("one more")).isEmpty();
    }

    @Test
    void a_full_table_still_knows_and_changes_the_names_it_has() {
        Binding[] kept = {binding(), binding(), binding()};
        for (int i = 0; i < 3; i++) {
            assertThat(names.bind("n" + i, null, kept[i], DAY)).contains(kept[i]);
        }
        Binding next = binding();
        assertThat(names.bind("n1", null, next, DAY)).contains(kept[1]);
        assertThat(names.bind("n1", kept[1], next, DAY)).contains(next);
        assertThat(names.find("n1")).contains(next);
    }

    @Test
    void names_of_sessions_that_are_gone_and_names_past_their_lifetime_make_room() {
        Binding[] kept = {binding(), binding(), binding()};
        for (int i = 0; i < 3; i++) {
            assertThat(names.bind("n" + i, null, kept[i], DAY.multipliedBy(i + 1)))
                    .contains(kept[i]);
        }
        live.remove(kept[2].session());
        Binding fourth = binding();
        assertThat(names.bind("fourth", null, fourth, DAY.multipliedBy(9))).contains(fourth);
        assertThat(names.find("n2")).isEmpty();
        assertThat(names.find("n0")).contains(kept[0]);
        assertThat(names.bind("fifth", null, binding(), DAY)).isEmpty();
        clock.step(DAY);
        Binding fifth = binding();
        assertThat(names.bind("fifth", null, fifth, DAY)).contains(fifth);
        assertThat(names.find("n1")).contains(kept[1]);
    }

    @Test
    void of_16_who_bind_a_name_at_once_one_wins_and_all_are_told_who() {
        for (int round = 0; round < 50; round++) {
            MemoryNames fresh = new MemoryNames(3, clock, live::contains);
            Binding[] mine = new Binding[16];
            for (int i = 0; i < 16; i++) {
                mine[i] = binding();
            }
            List<Optional<Binding>> seen = Race.of(16, i -> () -> fresh.bind("a", null, mine[i], DAY));
            assertThat(new HashSet<>(seen)).hasSize(1);
            assertThat(seen.get(0)).isPresent().isEqualTo(fresh.find("a"));
            assertThat(mine).contains(seen.get(0).orElseThrow());
        }
    }

    @Test
    void R8_a_name_does_not_lead_to_a_session_that_ended() {
        Desk desk = new Desk();
        SessionId first = desk.registry.enter(Desk.ALICE, "chat").claim().id();
        assertThat(desk.registry.enter(Desk.ALICE, "chat").claim().id()).isEqualTo(first);
        desk.registry.close(desk.owners(first));
        assertThat(desk.registry.enter(Desk.BOB, "chat").fresh()).isTrue();
        desk.step(desk.store.limits().idleTimeout());
        assertThat(desk.registry.enter(Desk.CAROL, "chat").fresh()).isTrue();
        desk.store.sweep();
        assertThat(desk.store.sessions()).isEqualTo(1);
    }
}
