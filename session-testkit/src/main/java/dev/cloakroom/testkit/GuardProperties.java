package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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
    void R3_a_forged_stamp_opens_nothing(@ForAll @IntRange(max = 63) int bit) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Stamp stamp = claim.stamp();
            List<Stamp> wrong = List.of(
                    new Stamp(stamp.count(), stamp.random() ^ (1L << bit)),
                    new Stamp(stamp.count() ^ (1L << bit), stamp.random()),
                    new Stamp(stamp.count() + 1, stamp.random()),
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
            List<Guarded> operations = Guarded.on(store, good, "used " + client);
            Snapshot before = Snapshot.of(store, good);
            for (Claim claim : wrong) {
                for (Guarded operation : operations) {
                    assertThat(Outcome.of(() -> operation.call().apply(claim)).name())
                            .as(operation.name() + " with a claim of another stamp")
                            .isEqualTo("stale");
                }
            }
            assertThat(Snapshot.of(store, good))
                    .as("the session after all of it")
                    .isEqualTo(before);
        }
    }

    @Property(tries = 1)
    @LookAt("the order of the guard: the deadlines before the stamp, the stamp before every refusal")
    void R3_a_session_that_is_over_is_gone_for_good_claims_and_for_bad_ones() {
        try (Desk desk = bench.desk()) {
            Claim good = desk.claimed(desk.alice);
            Claim bad = Forge.claim(good.id(), desk.bob, Access.MANAGE, new Stamp(9, 9));
            List<Guarded> operations = Guarded.on(desk.store(), good, "used");
            desk.age(Bench.IDLE.plus(Bench.MARGIN));
            for (Guarded operation : operations) {
                for (Claim claim : List.of(good, bad)) {
                    assertThat(Outcome.of(() -> operation.call().apply(claim)).name())
                            .as(operation.name() + " once the session is over")
                            .isEqualTo("gone");
                }
            }
        }
    }

    @Property(tries = 1)
    @LookAt("facts(..): read fresh, never from a cache or a replica, so that core decides on what is so now")
    void R3_access_that_one_client_changed_is_changed_for_the_other_at_once() {
        try (Desk desk = bench.desk()) {
            SessionId id = desk.open(desk.alice);
            for (int round = 0; round < 4; round++) {
                Facts before =
                        desk.client(round + 1).store().facts(id, desk.bob).orElseThrow();
                assertThat(before.grant())
                        .as("what bob has before he is granted anything")
                        .isNull();
                desk.client(round).registry().grant(desk.claim(id, desk.alice, Access.MANAGE), desk.bob, Access.APPEND);
                Facts granted =
                        desk.client(round + 1).store().facts(id, desk.bob).orElseThrow();
                assertThat(granted.grant())
                        .as("what bob was granted by the other client")
                        .isEqualTo(Access.APPEND);
                boolean had = desk.client(round).registry().revoke(desk.claim(id, desk.alice, Access.MANAGE), desk.bob);
                Facts revoked =
                        desk.client(round + 1).store().facts(id, desk.bob).orElseThrow();
                assertThat(had).as("whether bob had access when it was taken").isTrue();
                assertThat(revoked.grant())
                        .as("what bob has after the other client took it")
                        .isNull();
                assertThat(List.of(before.stamp(), granted.stamp(), revoked.stamp()))
                        .as("the stamps before a grant, after it, and after a revoke")
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Property(tries = 1)
    @LookAt("the method that is named: comparing the stamp and the effect have to be one atomic step, not a check and "
            + "then an act")
    void R3_nothing_takes_effect_after_access_has_changed() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            for (Change change : Change.all(desk.carol)) {
                int steps = desk.steps().in(ignoring(change.prepared(desk.store(), desk.furnished())));
                for (int step = 1; step <= steps; step++) {
                    requireNoLateEffect(desk, change, step);
                }
            }
        }
    }

    private static Runnable ignoring(Supplier<Result<?>> call) {
        return () -> {
            Result<?> unused = call.get();
        };
    }

    /** Somebody else changes access before the step; what is done later than that must not be seen. */
    private static void requireNoLateEffect(Desk desk, Change change, int step) {
        Claim old = desk.furnished();
        Supplier<Result<?>> late = change.prepared(desk.store(), old);
        Steps.Meeting<Outcome, Optional<Snapshot>> meeting = desk.steps().meeting(step, () -> Outcome.of(late), () -> {
            Outcome unused = Outcome.of(() -> {
                desk.otherRegistry().grant(desk.claim(old.id(), desk.alice, Access.MANAGE), desk.carol, Access.READ);
                return true;
            });
            return desk.look(old.id());
        });
        if (meeting.inBetween()) {
            assertThat(desk.look(old.id()))
                    .as(change.name() + ", held up before step " + step + " while access changed: the session "
                            + "afterwards, and as it was right after access had changed")
                    .isEqualTo(meeting.other());
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): comparing the stamp and writing have to be one atomic step, not a check and then an act")
    void R3_once_access_has_changed_no_older_claim_appends() {
        raceAgainstAChange((store, claim) -> Results.isDone(store.history().append(claim, Append.of(Draft.user("x")))));
    }

    @Property(tries = 1)
    @LookAt("commit(..): comparing the stamp and making files visible have to be one atomic step")
    void R3_once_access_has_changed_no_older_claim_adds_files() {
        raceAgainstAChange((store, claim) ->
                Results.isDone(Uploads.attempted(store, claim, Uploads.batch(Uploads.of("f", BYTES)), BYTES)));
    }

    /** Something that a claim allows, again and again; whether it was done. */
    private interface Doing {
        boolean with(SessionStore store, Claim claim);
    }

    private void raceAgainstAChange(Doing doing) {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.FILES, 100_000))) {
            for (int round = 0; round < 10; round++) {
                Claim old = desk.claimed(desk.alice);
                int number = round;
                AtomicInteger done = new AtomicInteger();
                List<Optional<Snapshot>> seen = Race.of(4, thread -> () -> {
                    SessionStore store = desk.client(thread + number).store();
                    if (thread == 0) {
                        while (done.get() < 3 * number) {
                            Thread.onSpinWait();
                        }
                        return Optional.of(changed(desk, store, old));
                    }
                    while (doing.with(store, old)) {
                        int unused = done.incrementAndGet();
                    }
                    return Optional.empty();
                });
                assertThat(Optional.of(desk.shown(old.id())))
                        .as("the session after everybody stopped, and as it was right after access had changed")
                        .isEqualTo(seen.get(0));
            }
        }
    }

    /** Changes access, and looks at the session as soon as that is acknowledged. */
    private static Snapshot changed(Desk desk, SessionStore store, Claim old) {
        Control control = Results.done(store.head(old)).control();
        Stamp stamp = new Stamp(2, old.stamp().random() + 1);
        Control next =
                new Control(desk.alice, stamp, control.version() + 1, Map.of("bob", Access.READ), Map.of(), null);
        assertThat(Results.name(store.swap(old, control.version(), next, null))).isEqualTo("done");
        return Snapshot.of(store, Forge.claim(old.id(), desk.alice, Access.MANAGE, stamp));
    }
}
