package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry.Opened;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Names that stand for sessions: bound once (R6), each its own (R2), and free again when the session is gone (R8). */
@Family
final class NameProperties {
    private static final Duration LIFETIME = Duration.ofHours(24);

    private final Bench bench = Bench.current();

    /** The names of a store that keeps any; where it does not, the report says so. */
    private @Nullable NameStore names(Desk desk, int client) {
        NameStore names = desk.client(client).store().names().orElse(null);
        return bench.can("names()", names != null) ? names : null;
    }

    @Property(tries = 1)
    @LookAt(
            "bind(..): it binds a free name, or one that is bound as expected, and answers with the binding there is then")
    void R6_a_name_is_bound_again_only_by_who_knows_its_binding() {
        try (Desk desk = bench.desk()) {
            NameStore names = names(desk, 0);
            NameStore others = names(desk, 1);
            if (names == null || others == null) {
                return;
            }
            String name = digits();
            Binding first = binding(desk, "first");
            Binding second = binding(desk, "second");
            assertThat(names.find(name)).as("a name that was never bound").isEmpty();
            assertThat(names.bind(name, second, first, LIFETIME))
                    .as("binding a free name")
                    .contains(first);
            assertThat(others.find(name))
                    .as("the binding, as the other client sees it")
                    .contains(first);
            for (@Nullable Binding wrong :
                    Arrays.asList(null, second, new Binding(first.session(), "other"), binding(desk, "first"))) {
                assertThat(others.bind(name, wrong, second, LIFETIME))
                        .as("binding it again, expecting another binding than there is")
                        .contains(first);
            }
            assertThat(names.find(name)).as("the binding afterwards").contains(first);
            assertThat(others.bind(name, first, second, LIFETIME))
                    .as("binding it, expecting what it is")
                    .contains(second);
            assertThat(names.find(name)).as("the binding afterwards").contains(second);
        }
    }

    @Property(tries = 1)
    @LookAt("bind(..): looking at the binding and replacing it have to be one atomic step")
    void R6_of_many_who_bind_a_name_at_once_one_does() {
        try (Desk desk = bench.desk()) {
            if (names(desk, 0) == null) {
                return;
            }
            for (int round = 0; round < 15; round++) {
                String name = digits();
                List<Binding> wanted = IntStream.range(0, 5)
                        .mapToObj(i -> binding(desk, "by " + i))
                        .toList();
                List<Optional<Binding>> told = Race.of(
                        5,
                        thread -> () -> desk.client(thread)
                                .store()
                                .names()
                                .orElseThrow()
                                .bind(name, null, wanted.get(thread), LIFETIME));
                assertThat(new HashSet<>(told))
                        .as("the bindings that five who bind one name were told")
                        .hasSize(1);
                assertThat(desk.store().names().orElseThrow().find(name))
                        .as("the binding")
                        .isEqualTo(told.get(0));
            }
        }
    }

    @Property(tries = 1)
    @LookAt("where names are compared: all 64 digits; and bindings are kept with session and note as given")
    void R2_names_that_differ_a_little_are_different() {
        try (Desk desk = bench.desk()) {
            NameStore names = names(desk, 0);
            if (names == null) {
                return;
            }
            String name = digits();
            Binding first = binding(desk, "n".repeat(64));
            assertThat(names.bind(name, null, first, LIFETIME)).contains(first);
            for (int at = 0; at < 64; at += 7) {
                char digit = name.charAt(at) == '0' ? '1' : '0';
                String other = name.substring(0, at) + digit + name.substring(at + 1);
                assertThat(names.find(other))
                        .as("a name that differs in one digit")
                        .isEmpty();
                Binding own = binding(desk, "");
                assertThat(names.bind(other, null, own, LIFETIME)).contains(own);
            }
            assertThat(names.find(name)).as("the first name's binding").contains(first);
        }
    }

    @Property(tries = 1)
    @LookAt("bind(..): a binding is kept for its lifetime at least, on the store's clock")
    void R6_a_binding_is_kept_for_its_lifetime() {
        try (Desk desk = bench.desk(Bench.LIMITS.withTimeouts(LIFETIME.multipliedBy(2), LIFETIME.multipliedBy(4)))) {
            NameStore names = names(desk, 0);
            if (names == null) {
                return;
            }
            String name = digits();
            Binding first = binding(desk, "first");
            assertThat(names.bind(name, null, first, LIFETIME)).contains(first);
            desk.age(LIFETIME.minus(Bench.MARGIN));
            assertThat(names.find(name))
                    .as("the binding shortly before its lifetime is over")
                    .contains(first);
            assertThat(names.bind(name, null, binding(desk, "second"), LIFETIME))
                    .as("binding it anew shortly before its lifetime is over")
                    .contains(first);
        }
    }

    @Property(tries = 1)
    @LookAt("names and sessions together: a name leads to one session, and to nobody else's")
    void R2_a_client_name_leads_its_first_user_to_one_session_and_nobody_else() throws Exception {
        try (Desk desk = bench.desk()) {
            if (names(desk, 0) == null) {
                return;
            }
            for (String name : List.of("test-session-1", "%", "a' OR 'a'='a", "{}", "😀")) {
                Opened first = desk.registry().enter(desk.alice, name);
                assertThat(first.fresh())
                        .as("whether the first use of a name opens a session")
                        .isTrue();
                Opened again = desk.otherRegistry().enter(desk.alice, name);
                assertThat(again.fresh())
                        .as("whether the second use opens another")
                        .isFalse();
                assertThat(again.claim().id()).isEqualTo(first.claim().id());
                assertThat(Outcome.of(() -> desk.otherRegistry().enter(desk.bob, name))
                                .thrown())
                        .as("the same name, used by somebody else")
                        .isInstanceOf(SessionAccessDenied.class);
                Principal elsewhere = new Principal(desk.mallory.tenant(), "alice");
                assertThat(desk.registry().enter(elsewhere, name).fresh())
                        .as("the same name in another tenant")
                        .isTrue();
            }
        }
    }

    @Property(tries = 1)
    @LookAt("names and sessions together: a name whose session is gone is a free name")
    void R8_a_name_whose_session_is_gone_is_free() throws Exception {
        try (Desk desk = bench.desk()) {
            if (names(desk, 0) == null) {
                return;
            }
            Opened ended = desk.registry().enter(desk.alice, "ended");
            Opened expired = desk.registry().enter(desk.alice, "expired");
            desk.registry().close(desk.claim(ended.claim().id(), desk.alice, Access.MANAGE));
            desk.age(Bench.IDLE.plus(Bench.MARGIN));
            for (String name : List.of("ended", "expired")) {
                Opened fresh = desk.otherRegistry().enter(desk.bob, name);
                assertThat(fresh.fresh())
                        .as("whether the name of a session that has " + name + " opens a fresh one")
                        .isTrue();
                assertThat(Set.of(ended.claim().id(), expired.claim().id()))
                        .doesNotContain(fresh.claim().id());
            }
        }
    }

    @Property(tries = 1)
    @LookAt("create(..), bind(..) and end(..) under threads: of many opened at once under one key one is left, filled")
    void R6_an_opening_key_opens_one_session_however_often_it_is_tried() {
        try (Desk desk = bench.desk()) {
            if (names(desk, 0) == null) {
                return;
            }
            for (int round = 0; round < 6; round++) {
                String key = "opening " + round;
                List<Claim> claims = Race.of(4, thread -> () -> opened(desk, thread, key, "note"));
                assertThat(claims.stream().map(Claim::id).distinct())
                        .as("sessions that one key led to")
                        .hasSize(1);
                SessionId id = claims.get(0).id();
                assertThat(desk.shown(id).contents())
                        .as("what it was filled with")
                        .containsExactly("filled");
                assertThat(desk.store()
                                .owned(desk.alice, null, 50)
                                .orElseThrow()
                                .heads())
                        .as("sessions after " + (round + 1) + " keys")
                        .hasSize(round + 1);
                assertThat(Outcome.of(() -> unchecked(desk, key)).thrown())
                        .as("the same key with another note")
                        .isInstanceOf(SessionConflict.class);
            }
        }
    }

    private static Claim opened(Desk desk, int client, String key, String note) throws Exception {
        return desk.client(client)
                .registry()
                .openOnce(desk.alice, Desk.key(key), note, Map.of(), claim -> {
                    long unused = desk.client(client)
                            .registry()
                            .history()
                            .append(claim, Draft.user("filled"))
                            .last();
                })
                .claim();
    }

    private static Claim unchecked(Desk desk, String key) {
        try {
            return opened(desk, 1, key, "another note");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** To a session of its own: a store may forget bindings of sessions that are gone. */
    private static Binding binding(Desk desk, String note) {
        return new Binding(desk.open(desk.alice), note);
    }

    private static String digits() {
        return Uploads.sha256(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
    }
}
