package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.testkit.Failpoint.Moment;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Property;

/** R4: whoever has no access learns nothing, changes nothing, and waits on nobody. */
@Family
final class ProbeProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("facts(..): it reads, and touches nothing, whoever asks")
    void R4_asking_changes_nothing() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            desk.age(Bench.MARGIN);
            Snapshot before = desk.shown(claim.id());
            for (Principal who : List.of(desk.mallory, desk.carol, desk.bob, desk.alice)) {
                for (int client = 0; client < 2; client++) {
                    assertThat(desk.client(client).store().facts(claim.id(), who))
                            .isPresent();
                }
            }
            assertThat(desk.shown(claim.id()))
                    .as("the session after strangers and friends asked")
                    .isEqualTo(before);
        }
    }

    @Property(tries = 1)
    @LookAt("facts(..): for whoever asks the same facts but for the grant; a store knows no policy")
    void R4_a_stranger_gets_the_same_facts_as_anybody() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            Facts own = desk.store().facts(claim.id(), desk.alice).orElseThrow();
            for (Principal who : List.of(desk.mallory, desk.carol, desk.bob)) {
                Outcome outcome = Outcome.of(() -> desk.otherStore().facts(claim.id(), who));
                Facts expected = new Facts(
                        own.id(),
                        own.stamp(),
                        own.owner(),
                        who.equals(desk.bob) ? Access.APPEND : null,
                        own.createdAt());
                assertThat(outcome.thrown())
                        .as("what the store threw at " + who.subject())
                        .isNull();
                assertThat(outcome.answer())
                        .as("the facts for " + who.subject())
                        .isEqualTo(Optional.of(expected));
            }
        }
    }

    @Property(tries = 1)
    @LookAt("the method that is named: gone, stale and refused leave every deadline where it was")
    void R4_what_is_refused_moves_no_deadline() {
        try (Desk desk = bench.desk()) {
            Claim good = desk.claimed(desk.alice);
            Claim forged = Forge.claim(good.id(), desk.mallory, Access.MANAGE, new Stamp(7, 7));
            List<Guarded> operations = Guarded.on(desk.store(), good, "used");
            desk.age(Bench.MARGIN);
            Snapshot before = Snapshot.of(desk.store(), good);
            for (Guarded operation : operations) {
                assertThat(Results.name(operation.call().apply(forged))).isEqualTo("stale");
                requireAsBefore(desk, good, before, operation.name() + " with a stale claim");
            }
            Append wrong = Append.of(Draft.user("x")).expecting(99);
            assertThat(Results.name(desk.store().history().append(good, wrong))).isEqualTo("refused LAST_SEQ");
            requireAsBefore(desk, good, before, "an append that expects another end");
            Append reused = Desk.keyed("used", "other");
            assertThat(Results.name(desk.store().history().append(good, reused)))
                    .isEqualTo("refused KEY_REUSED");
            requireAsBefore(desk, good, before, "an append of other content under a known key");
        }
    }

    private static void requireAsBefore(Desk desk, Claim good, Snapshot before, String after) {
        assertThat(Snapshot.of(desk.otherStore(), good))
                .as("the session after " + after)
                .isEqualTo(before);
    }

    @Property(tries = 1)
    @LookAt("facts(..) and the guard: foreign, unknown, expired and ended sessions have to come out alike")
    void R4_foreign_unknown_expired_and_ended_are_answered_alike() {
        try (Desk desk = bench.desk()) {
            SessionId expired = desk.furnished().id();
            desk.age(Bench.IDLE.plus(Bench.MARGIN));
            SessionId foreign = desk.furnished().id();
            Claim ending = desk.furnished();
            desk.registry().close(ending);
            Map<String, SessionId> ids = new LinkedHashMap<>();
            ids.put("foreign", foreign);
            ids.put("expired", expired);
            ids.put("ended", ending.id());
            ids.put("unknown", new SessionId(UUID.randomUUID()));
            ids.forEach((kind, id) -> {
                for (Access wanted : Access.values()) {
                    for (Principal who : List.of(desk.mallory, desk.carol)) {
                        Outcome outcome = Outcome.of(() -> desk.otherRegistry().claim(id, who, wanted));
                        assertThat(outcome.thrown())
                                .as("asking for " + wanted + " of a session that is " + kind)
                                .isInstanceOf(SessionAccessDenied.class)
                                .hasMessage("Session does not belong to user")
                                .hasNoCause();
                    }
                }
            });
        }
    }

    @Property(tries = 1)
    @LookAt("facts(..): one way to look a session up, however it turns out, without a second look at what is there")
    void R4_foreign_unknown_and_expired_cost_the_same_steps() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            SessionId expired = desk.furnished().id();
            desk.age(Bench.IDLE.plus(Bench.MARGIN));
            SessionId foreign = desk.furnished().id();
            SessionId unknown = new SessionId(UUID.randomUUID());
            int own = stepsOfFacts(desk, foreign, desk.alice);
            assertThat(own)
                    .as("steps that facts(..) takes: the failpoint has to be called around each")
                    .isPositive();
            assertThat(stepsOfFacts(desk, foreign, desk.mallory))
                    .as("steps for a foreign session")
                    .isEqualTo(own);
            assertThat(stepsOfFacts(desk, unknown, desk.mallory))
                    .as("steps for an unknown session")
                    .isEqualTo(own);
            assertThat(stepsOfFacts(desk, expired, desk.alice))
                    .as("steps for an expired session")
                    .isEqualTo(own);
        }
    }

    @Property(tries = 1)
    @LookAt("facts(..): its cost does not depend on how large or how widely shared a session is")
    void R4_the_facts_of_a_large_session_cost_no_more() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            SessionId small = desk.open(desk.alice);
            Claim large = desk.furnished();
            for (int i = 0; i < 40; i++) {
                long unused = desk.say(large, "message " + i);
            }
            for (int i = 0; i < 5; i++) {
                desk.registry()
                        .grant(desk.claim(large.id(), desk.alice, Access.MANAGE), desk.person("p" + i), Access.READ);
            }
            assertThat(stepsOfFacts(desk, large.id(), desk.person("p4")))
                    .as("steps for a session with history, files and grants")
                    .isEqualTo(stepsOfFacts(desk, small, desk.alice));
        }
    }

    private static int stepsOfFacts(Desk desk, SessionId id, Principal who) {
        return desk.steps().in(() -> {
            Optional<Facts> unused = desk.store().facts(id, who);
        });
    }

    @Property(tries = 1)
    @LookAt("facts(..) and the guard's first look: they wait for no lock that the session's owner may hold")
    void R4_whoever_is_refused_waits_on_nobody() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim owners = desk.furnished();
            Claim stale = Forge.claim(owners.id(), desk.mallory, Access.APPEND, new Stamp(3, 3));
            int steps = desk.steps().in(() -> appendOnce(desk, owners));
            for (int step = 1; step <= steps; step++) {
                for (Moment when : Moment.values()) {
                    List<String> outcomes = desk.steps()
                            .during(
                                    step,
                                    when,
                                    () -> appendOnce(desk, owners),
                                    () -> probes(desk.otherStore(), stale, desk.mallory));
                    assertThat(outcomes)
                            .as("what a stranger is told while the owner is held up at step " + step)
                            .containsExactly("answered", "stale", "stale", "stale");
                }
            }
        }
    }

    private static void appendOnce(Desk desk, Claim claim) {
        Result<?> unused = desk.store().history().append(claim, Append.of(Draft.user("x")));
    }

    private static List<String> probes(SessionStore store, Claim stale, Principal stranger) {
        return List.of(
                Outcome.of(() -> store.facts(stale.id(), stranger)).name(),
                Results.name(store.history().append(stale, Append.of(Draft.user("y")))),
                Results.name(store.head(stale)),
                Results.name(store.end(stale)));
    }
}
