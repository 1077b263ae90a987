package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
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

/** R3: of several changes of one record one is made, and it is kept to the last bit. */
@Family
final class ControlProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("swap(..): a change of another version is refused and leaves everything as it is")
    void R3_a_swap_of_another_version_changes_nothing() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            long version = desk.head(claim).control().version();
            Snapshot before = Snapshot.of(desk.store(), claim);
            for (long wrong : new long[] {version + 1, version - 1, -version - 1, version ^ (1L << 62), version ^ 1}) {
                Control next = new Control(desk.bob, new Stamp(2, 2), 5, Map.of(), Map.of("a", "c"), null);
                assertThat(Results.name(desk.otherStore().swap(claim, wrong, next, Duration.ofHours(1))))
                        .as("a swap that expects another version")
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
                List<Result<Head>> results = Race.of(
                        5,
                        thread -> () -> desk.client(thread)
                                .store()
                                .swap(claim, control.version(), patched(control, thread), null));
                assertThat(results.stream().map(Results::name))
                        .as("outcomes of five changes of one version")
                        .containsOnlyOnce("done")
                        .containsOnly("done", "refused VERSION");
                int winner = IntStream.range(0, 5)
                        .filter(i -> Results.isDone(results.get(i)))
                        .findFirst()
                        .orElseThrow();
                assertThat(desk.head(claim).control())
                        .as("the control after five changes of one version")
                        .isEqualTo(patched(control, winner));
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
            assertThat(Results.done(desk.store().swap(claim, before, next, null))
                            .control())
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

    @Property(tries = 1)
    @LookAt("swap(..) that changes the owner: the listings of the old and the new one follow in the same step")
    void R3_a_session_is_listed_with_its_owner_and_with_nobody_else() {
        try (Desk desk = bench.desk()) {
            List<Principal> people = List.of(desk.alice, desk.bob, desk.carol);
            Claim now = desk.claimed(desk.alice);
            for (int round = 0; round < 8; round++) {
                int first = round;
                Claim claim = now;
                List<String> outcomes = Race.of(
                        3,
                        thread -> () -> transferred(
                                desk.client(thread).store(), claim, people.get((first + thread) % 3), thread));
                assertThat(outcomes).as("outcomes of three transfers at once").containsOnlyOnce("done");
                Principal owner =
                        desk.store().facts(claim.id(), desk.carol).orElseThrow().owner();
                for (Principal one : people) {
                    assertThat(desk.otherStore()
                                    .owned(one, null, 10)
                                    .orElseThrow()
                                    .heads())
                            .as("sessions of one of the three, of whom one owns the session")
                            .hasSize(one.equals(owner) ? 1 : 0);
                }
                now = desk.claim(claim.id(), owner, Access.MANAGE);
            }
        }
    }

    /** Hands the session over; whoever is too late finds its claim out of date, at one moment or another. */
    private static String transferred(SessionStore store, Claim claim, Principal to, int thread) {
        Result<Head> found = store.head(claim);
        if (!(found instanceof Result.Done<Head> done)) {
            return Results.name(found);
        }
        Control control = done.value().control();
        Stamp stamp = new Stamp(control.stamp().count() + 1, control.stamp().random() + 1 + thread);
        Control moved = new Control(to, stamp, control.version() + 1 + thread, Map.of(), Map.of(), null);
        return Results.name(store.swap(claim, control.version(), moved, null));
    }
}
