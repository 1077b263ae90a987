package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.testkit.Failpoint.Moment;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import net.jqwik.api.Property;

/**
 * R9: when the line to the data breaks, the store says what is so: not applied, or unknown, and never an empty answer.
 */
@Family
final class OutcomeProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("the method that is named: what it throws when a step fails, and whether its steps are one transaction")
    void R9_a_change_that_fails_says_the_truth_about_it() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            for (Change change : Change.all(desk.carol)) {
                Claim probe = desk.furnished();
                Supplier<Result<?>> counted = change.prepared(desk.store(), probe);
                int steps = desk.steps().in(() -> {
                    Result<?> unused = counted.get();
                });
                assertThat(steps)
                        .as("steps of " + change.name() + ": the failpoint has to be called around each")
                        .isPositive();
                Breaks.all(steps).forEach(broken -> requireHonest(desk, change, broken));
            }
        }
    }

    private static void requireHonest(Desk desk, Change change, Breaks broken) {
        Claim claim = desk.furnished();
        Supplier<Result<?>> act = change.prepared(desk.store(), claim);
        Snapshot before = desk.shown(claim.id());
        Outcome outcome = broken.around(desk, act);
        Optional<Snapshot> after = desk.look(claim.id());
        boolean undone = Change.isUndone(before, after);
        boolean whole = change.wholly().test(before, after);
        String told = change.name() + ", when " + broken + ", was answered: " + outcome.name();
        assertThat(undone || whole)
                .as("whether all or nothing was applied; " + told)
                .isTrue();
        switch (outcome.name()) {
            case Outcome.UNAVAILABLE ->
                assertThat(undone).as("whether it was not applied; " + told).isTrue();
            case Outcome.UNKNOWN -> {}
            case "done" ->
                assertThat(whole).as("whether it was applied; " + told).isTrue();
            default -> throw new AssertionError("neither done nor one of the two failures there are: " + told);
        }
    }

    /** Something that only looks at a session. */
    private record Look(String name, BiFunction<SessionStore, Claim, Object> look) {}

    private static final List<Look> LOOKS = List.of(
            new Look("facts", (store, claim) -> store.facts(claim.id(), claim.principal())),
            new Look("head", SessionStore::head),
            new Look("owned", (store, claim) -> store.owned(claim.principal(), null, 10)),
            new Look("read", (store, claim) -> store.history().read(claim, Slice.latest(10))),
            new Look("recorded", (store, claim) -> store.history().recorded(claim, Desk.key("used"))),
            new Look("list", (store, claim) -> store.artifacts().list(claim)),
            new Look("find", (store, claim) -> store.artifacts().find(claim, kept(store, claim))),
            new Look(
                    "chunk", // compared by its bytes: a store may give another array each time
                    (store, claim) -> Results.done(store.artifacts().chunk(claim, kept(store, claim), 0))
                            .map(ByteBuffer::wrap)),
            new Look("ping", (store, claim) -> {
                store.ping();
                return "pinged";
            }));

    private static UUID kept(SessionStore store, Claim claim) {
        return Results.done(store.artifacts().list(claim)).get(0).id();
    }

    @Property(tries = 1)
    @LookAt("the method that is named: a failure is StoreUnavailable, and never empty, gone, stale or an old answer")
    void R9_an_outage_is_never_an_empty_answer() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            for (Look look : LOOKS) {
                Object right = look.look().apply(desk.store(), claim);
                int steps = desk.steps().in(() -> {
                    Object unused = look.look().apply(desk.store(), claim);
                });
                for (Breaks broken : Breaks.all(steps)) {
                    Outcome outcome = broken.around(desk, () -> look.look().apply(desk.store(), claim));
                    String told = look.name() + ", when " + broken;
                    if (outcome.thrown() == null) {
                        assertThat(outcome.answer()).as("the answer of " + told).isEqualTo(right);
                    } else {
                        assertThat(outcome.name()).as("the failure of " + told).isEqualTo(Outcome.UNAVAILABLE);
                    }
                }
            }
        }
    }

    @Property(tries = 1)
    @LookAt("create(..): a session that is said not to be made is not there, and can be made under the same id")
    void R9_a_session_that_could_not_be_made_is_not_there() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            int steps = desk.steps().in(() -> {
                Result<?> unused = desk.store().create(new SessionId(UUID.randomUUID()), opening(desk));
            });
            for (Breaks broken : Breaks.all(steps)) {
                SessionId id = new SessionId(UUID.randomUUID());
                Outcome outcome = broken.around(desk, () -> desk.store().create(id, opening(desk)));
                Optional<Facts> facts = desk.otherStore().facts(id, desk.bob);
                String told = "create, when " + broken + ", was answered: " + outcome.name();
                switch (outcome.name()) {
                    case Outcome.UNAVAILABLE -> {
                        assertThat(facts)
                                .as("the facts of what was not applied; " + told)
                                .isEmpty();
                        assertThat(Results.name(desk.store().create(id, opening(desk))))
                                .as("tried again; " + told)
                                .isEqualTo("done");
                    }
                    case Outcome.UNKNOWN -> {}
                    case "done" -> assertThat(facts).as("the facts; " + told).isPresent();
                    default -> throw new AssertionError("neither done nor one of the two failures there are: " + told);
                }
                boolean listed = desk.otherStore().owned(desk.bob, null, 200).orElseThrow().heads().stream()
                        .anyMatch(head -> head.id().equals(id));
                assertThat(listed)
                        .as("whether it is listed, where it is there or not; " + told)
                        .isEqualTo(desk.otherStore().facts(id, desk.bob).isPresent());
            }
        }
    }

    private static Control opening(Desk desk) {
        return new Control(desk.bob, new Stamp(1, 42), 1, Map.of(), Map.of(), null);
    }

    @Property(tries = 1)
    @LookAt("what a step that fails leaves behind: locks, transactions and connections have to be given back")
    void R9_after_many_failures_the_store_works_as_before() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            for (int i = 0; i < 40; i++) {
                Append append = Append.of(Draft.user("x"));
                Breaks broken = new Breaks(1 + i % 3, i % 2 == 0 ? Moment.BEFORE : Moment.AFTER, i % 4 < 2);
                Outcome unused =
                        broken.around(desk, () -> desk.store().history().append(claim, append));
                unused = broken.around(desk, () -> desk.store().head(claim));
            }
            long before = Race.alone(() -> desk.head(claim)).lastSeq();
            List<String> outcomes = Race.of(
                    4,
                    thread -> () -> Results.name(
                            desk.client(thread).store().history().append(claim, Append.of(Draft.user("y")))));
            assertThat(outcomes).as("four appends after 80 failures").containsOnly("done");
            assertThat(Race.alone(() -> desk.head(claim)).lastSeq()).isEqualTo(before + 4);
        }
    }

    @Property(tries = 1)
    @LookAt("retries inside the store: bounded in number and time")
    void R9_a_store_that_cannot_reach_its_data_gives_up() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            for (Change change : Change.all(desk.carol)) {
                Supplier<Result<?>> act = change.prepared(desk.store(), claim);
                Outcome outcome = new Breaks(1, Moment.BEFORE, true).around(desk, act);
                assertThat(outcome.name())
                        .as(change.name() + " without a line to the data")
                        .isIn(Outcome.UNAVAILABLE, Outcome.UNKNOWN);
            }
            Outcome facts = new Breaks(1, Moment.BEFORE, true)
                    .around(desk, () -> desk.store().facts(claim.id(), desk.alice));
            assertThat(facts.name()).as("facts without a line to the data").isEqualTo(Outcome.UNAVAILABLE);
            assertThat(desk.claim(claim.id(), desk.alice, Access.READ).id()).isEqualTo(claim.id());
        }
    }
}
