package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** R3: the claim is compared in the same step as the effect, in every method, for equality. */
@Family
final class GuardProperties {
    private static final byte[] BYTES = {1};

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("the guard of the method that is named: the stamp is compared before anything else but the deadlines")
    void R3_a_stale_claim_does_nothing_whatever_is_asked() {
        try (Desk desk = bench.desk()) {
            Claim old = desk.claimed(desk.alice);
            Claim bobs = desk.shared(old.id(), desk.alice, desk.bob, Access.READ);
            Claim now = desk.claim(old.id(), desk.alice, Access.MANAGE);
            requireStale(desk, now, List.of(old));
            assertThat(Results.name(desk.store().head(bobs))).isEqualTo("done");
        }
    }

    @Property(tries = 20)
    @LookAt("how stamps are stored and compared: both halves, all 64 bits of each, for equality and nothing else")
    void R3_a_forged_stamp_opens_nothing(@ForAll @LongRange(min = 0, max = 63) long bit) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Stamp stamp = claim.stamp();
            List<Stamp> wrong = List.of(
                    new Stamp(stamp.count(), stamp.random() ^ (1L << bit)),
                    new Stamp(stamp.count() ^ (1L << (bit % 40)), stamp.random()),
                    new Stamp(stamp.count() + 1 + bit, stamp.random() + bit),
                    new Stamp(stamp.random(), stamp.count()));
            requireStale(
                    desk,
                    claim,
                    wrong.stream()
                            .map(other -> Forge.claim(claim.id(), desk.alice, Access.MANAGE, other))
                            .toList());
        }
    }

    private static void requireStale(Desk desk, Claim good, List<Claim> wrong) {
        for (int client = 0; client < 2; client++) {
            SessionStore store = desk.client(client).store();
            List<Guarded> operations = Guarded.on(store, good);
            assertThat(operations).hasSize(Guarded.COUNT);
            Snapshot before = Snapshot.of(store, good);
            for (Claim claim : wrong) {
                for (Guarded operation : operations) {
                    assertThat(Results.name(operation.call().apply(claim)))
                            .as(operation.name() + " with a claim of another stamp")
                            .isEqualTo("stale");
                }
            }
            assertThat(Snapshot.of(store, good)).as("the session after all of it").isEqualTo(before);
        }
    }

    @Property(tries = 1)
    @LookAt("facts(..): read fresh, never from a cache or a replica, so that core decides on what is so now")
    void R3_access_that_one_client_changed_is_changed_for_the_other_at_once() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int round = 0; round < 4; round++) {
                SessionStore changing = desk.client(round).store();
                SessionStore asking = desk.client(round + 1).store();
                Facts before = asking.facts(claim.id(), desk.bob).orElseThrow();
                Control control = Results.done(changing.head(
                                Forge.claim(claim.id(), desk.alice, Access.MANAGE, before.stamp())))
                        .control();
                Access access = round % 2 == 0 ? Access.APPEND : null;
                Stamp stamp = new Stamp(control.stamp().count() + 1, round);
                Control next = new Control(
                        desk.alice,
                        stamp,
                        round,
                        access == null ? Map.of() : Map.of("bob", access),
                        Map.of(),
                        null);
                Head unused = Results.done(changing.swap(
                        Forge.claim(claim.id(), desk.alice, Access.MANAGE, before.stamp()),
                        control.version(),
                        next,
                        null));
                Facts after = asking.facts(claim.id(), desk.bob).orElseThrow();
                assertThat(after.grant()).as("what bob was granted").isEqualTo(access);
                assertThat(after.stamp()).isEqualTo(stamp);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): the comparison of the stamp and the write have to be one atomic step, not a check and an act")
    void R3_once_access_has_changed_no_older_claim_appends() {
        raceAgainstAChange((store, claim, round) ->
                Results.isDone(store.history().append(claim, Append.of(Draft.user("x")))));
    }

    @Property(tries = 1)
    @LookAt("commit(..) and remove(..): the comparison of the stamp and making files visible have to be one atomic step")
    void R3_once_access_has_changed_no_older_claim_adds_files() {
        raceAgainstAChange((store, claim, round) ->
                Results.isDone(Uploads.attempted(store, claim, Uploads.batch(Uploads.of("f", BYTES)), BYTES)));
    }

    /** Something that a claim allows, again and again; whether it was done. */
    private interface Doing {
        boolean with(SessionStore store, Claim claim, int round);
    }

    private void raceAgainstAChange(Doing doing) {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.FILES, 100_000))) {
            for (int round = 0; round < 12; round++) {
                Claim old = desk.claimed(desk.alice);
                int number = round;
                List<Snapshot> seen = Race.of(5, thread -> () -> {
                    SessionStore store = desk.client(thread + number).store();
                    if (thread == 0) {
                        Thread.sleep(number % 4);
                        return changed(desk, store, old);
                    }
                    boolean goesOn = true;
                    for (int i = 0; goesOn && i < 2_000; i++) {
                        goesOn = doing.with(store, old, i);
                    }
                    return null;
                });
                Claim now = desk.claim(old.id(), desk.alice, Access.MANAGE);
                assertThat(Snapshot.of(desk.store(), now))
                        .as("the session after everybody stopped, and as it was right after access had changed")
                        .isEqualTo(seen.get(0));
            }
        }
    }

    /** Changes access, and looks at the session as soon as that is acknowledged. */
    private static Snapshot changed(Desk desk, SessionStore store, Claim old) {
        Control control = Results.done(store.head(old)).control();
        Control next = new Control(
                desk.alice,
                new Stamp(2, old.stamp().random() + 1),
                control.version() + 1,
                Map.of("bob", Access.READ),
                Map.of(),
                null);
        Head head = Results.done(store.swap(old, control.version(), next, null));
        return Snapshot.of(store, Forge.claim(old.id(), desk.alice, Access.MANAGE, head.control().stamp()));
    }

    @Property(tries = 1)
    @LookAt("swap(..): a change of another version is refused and leaves everything as it is")
    void R3_a_swap_of_another_version_changes_nothing() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            long version = desk.head(claim).control().version();
            Snapshot before = Snapshot.of(desk.store(), claim);
            for (long wrong : new long[] {version + 1, version - 1, -version - 1, version ^ (1L << 62), version ^ 1}) {
                Control next = new Control(desk.bob, new Stamp(2, 2), 5, Map.of(), Map.of("a", "b"), null);
                assertThat(Results.name(desk.otherStore().swap(claim, wrong, next, Duration.ofHours(1))))
                        .isEqualTo("refused VERSION");
            }
            assertThat(Snapshot.of(desk.store(), claim)).isEqualTo(before);
        }
    }

    @Property(tries = 1)
    @LookAt("swap(..): comparing the version and replacing the control have to be one atomic step")
    void R3_of_many_changes_of_one_version_one_is_made() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int round = 0; round < 15; round++) {
                Control control = desk.head(claim).control();
                List<Result<Head>> results = Race.of(6, thread -> () -> desk.client(thread)
                        .store()
                        .swap(claim, control.version(), patched(control, thread), null));
                assertThat(results.stream().map(Results::name))
                        .as("outcomes of six changes of one version")
                        .containsOnlyOnce("done")
                        .containsOnly("done", "refused VERSION");
                int winner = IntStream.range(0, 6)
                        .filter(i -> Results.isDone(results.get(i)))
                        .findFirst()
                        .orElseThrow();
                assertThat(desk.head(claim).control()).isEqualTo(patched(control, winner));
            }
        }
    }

    private static Control patched(Control control, int by) {
        return new Control(
                control.owner(),
                control.stamp(),
                control.version() + 1 + by,
                control.grants(),
                Map.of("by", "" + by),
                null);
    }

    @Property(tries = 25)
    @LookAt("where the control is stored: every field of it, to the last bit and code point")
    void R3_a_control_is_kept_as_it_was_given(
            @ForAll("metadata") Map<String, String> metadata,
            @ForAll("grants") Map<String, Access> grants,
            @ForAll long version,
            @ForAll long stamp) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            long before = desk.head(claim).control().version();
            Control next = new Control(desk.alice, new Stamp(stamp, version), version, grants, metadata, null);
            assertThat(Results.done(desk.store().swap(claim, before, next, null)).control())
                    .as("the control that swap(..) returns")
                    .isEqualTo(next);
            Claim now = Forge.claim(claim.id(), desk.alice, Access.MANAGE, next.stamp());
            assertThat(Results.done(desk.otherStore().head(now)).control())
                    .as("the control as it is read again")
                    .isEqualTo(next);
            grants.forEach((subject, access) -> assertThat(desk.otherStore()
                            .facts(claim.id(), desk.person(subject))
                            .orElseThrow()
                            .grant())
                    .as("what was granted to one of them")
                    .isEqualTo(access));
        }
    }

    @Provide
    Arbitrary<Map<String, String>> metadata() {
        return Arbitraries.maps(Hostile.labels(1, 64), Hostile.texts(512)).ofMaxSize(16);
    }

    @Provide
    Arbitrary<Map<String, Access>> grants() {
        return Arbitraries.maps(Hostile.labels(1, 128), Arbitraries.of(Access.READ, Access.APPEND))
                .ofMaxSize(5);
    }

    @Property(tries = 6)
    @LookAt("swap(..) that changes the owner: the listings of the old and the new one follow in the same step")
    void R3_a_session_is_listed_with_its_owner_and_with_nobody_else(@ForAll("orders") List<Integer> order) {
        try (Desk desk = bench.desk()) {
            List<Principal> people = List.of(desk.alice, desk.bob, desk.carol);
            Claim claim = desk.claimed(desk.alice);
            for (int next : order) {
                Claim now = desk.claim(claim.id(), desk.store().facts(claim.id(), desk.alice).orElseThrow().owner(), Access.MANAGE);
                List<String> outcomes = Race.of(3, thread -> () -> {
                    Control control = Results.done(desk.client(thread).store().head(now)).control();
                    Principal to = people.get((next + thread) % 3);
                    Control moved = new Control(
                            to, new Stamp(control.stamp().count() + 1, thread), thread + 7, Map.of(), Map.of(), null);
                    return Results.name(desk.client(thread).store().swap(now, control.version(), moved, null));
                });
                assertThat(outcomes).as("outcomes of three transfers at once").contains("done");
                Principal owner = desk.store().facts(claim.id(), desk.carol).orElseThrow().owner();
                for (Principal one : people) {
                    assertThat(desk.otherStore().owned(one, null, 10).orElseThrow().heads())
                            .as("sessions of one of the three")
                            .hasSize(one.equals(owner) ? 1 : 0);
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.integers().between(0, 2).list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 1)
    @LookAt("the order of the guard: the deadlines before the stamp, the stamp before every refusal")
    void R3_a_session_that_is_over_is_gone_for_good_claims_and_for_bad_ones() {
        try (Desk desk = bench.desk()) {
            Claim good = desk.claimed(desk.alice);
            Claim bad = Forge.claim(good.id(), desk.bob, Access.MANAGE, new Stamp(9, 9));
            List<Guarded> operations = Guarded.on(desk.store(), good);
            desk.age(desk.limits().idleTimeout());
            for (Guarded operation : operations) {
                for (Claim claim : List.of(good, bad)) {
                    assertThat(Results.name(operation.call().apply(claim)))
                            .as(operation.name() + " once the session is over")
                            .isEqualTo("gone");
                }
            }
        }
    }
}
