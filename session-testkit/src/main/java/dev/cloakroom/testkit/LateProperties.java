package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.jqwik.api.Property;

/** R8: whatever is in flight when a session ends, expires, or is taken from somebody, comes too late. */
@Family
final class LateProperties {
    private static final byte[] BYTES = {1};
    /** Time and not turns: on a busy machine whoever takes access away may have to wait for a processor meanwhile. */
    private static final long MOST_NANOS = 30_000_000_000L;

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("the method that is named: it updates what is there, and never writes or makes what has gone meanwhile")
    void R8_nothing_in_flight_brings_an_ended_session_back() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            for (Change change : Change.all(desk.carol)) {
                int steps = desk.steps().in(() -> {
                    Outcome unused = Outcome.of(change.prepared(desk.store(), desk.furnished()));
                });
                for (int step = 1; step <= steps; step++) {
                    requireGone(desk, change, step);
                }
            }
        }
    }

    private static void requireGone(Desk desk, Change change, int step) {
        Claim claim = desk.furnished();
        Supplier<Result<?>> late = change.prepared(desk.store(), claim);
        Steps.Meeting<Outcome, Boolean> meeting = desk.steps().meeting(step, () -> Outcome.of(late), () -> {
            Optional<Claim> now = desk.otherStore()
                    .facts(claim.id(), desk.alice)
                    .map(facts -> desk.claim(claim.id(), facts.owner(), Access.MANAGE));
            return now.isPresent() && desk.otherStore().end(now.get()) instanceof Result.Done<Head>;
        });
        if (!meeting.other()) {
            return; // access had changed between the two looks: whose session it is now may end it
        }
        String during = change.name() + ", held up before step " + step + " while the session was ended";
        assertThat(desk.look(claim.id())).as("the session after " + during).isEmpty();
        assertThat(Results.name(desk.store().head(claim)))
                .as("its record after " + during)
                .isEqualTo("gone");
        assertThat(Results.name(desk.store().history().append(claim, Append.of(Draft.user("x")))))
                .as("an append after " + during)
                .isEqualTo("gone");
        assertThat(desk.otherStore().owned(desk.alice, null, 200).orElseThrow().heads())
                .as("what is listed after " + during)
                .extracting(Head::id)
                .doesNotContain(claim.id());
    }

    /** Something that is done again and again with a session, through a registry. */
    private interface Doing {
        void with(SessionRegistry registry, Claim claim) throws Exception;
    }

    private static final List<Doing> DOINGS = List.of(
            (registry, claim) -> {
                long unused = registry.history().append(claim, Draft.user("x")).last();
            },
            (registry, claim) -> {
                String unused = registry.artifacts()
                        .put(claim, "f", "t", new ByteArrayInputStream(BYTES))
                        .name();
            },
            (registry, claim) -> {
                long unused = registry.patch(claim, Map.of("a", "b")).lastSeq();
            },
            (registry, claim) -> {
                long unused = registry.describe(claim).lastSeq();
            });

    @Property(tries = 1)
    @LookAt("end(..) against everything else under threads: one atomic step each, so that nothing writes after the end")
    void R8_what_starts_after_an_end_was_acknowledged_is_denied() {
        lateAfter((desk, owners) -> desk.registry().close(owners));
    }

    @Property(tries = 1)
    @LookAt("swap(..) against everything else under threads, and facts(..), which must be fresh on every client")
    void R8_what_starts_after_a_revoke_was_acknowledged_is_denied() {
        lateAfter((desk, owners) -> assertThat(desk.registry().revoke(owners, desk.bob))
                .as("whether bob had access")
                .isTrue());
    }

    @Property(tries = 1)
    @LookAt("the guard against everything else under threads: the deadline is decided by the operation that meets it")
    void R8_what_starts_after_an_expiry_is_denied() {
        lateAfter((desk, owners) -> desk.age(Bench.ABSOLUTE.plus(Bench.MARGIN)));
    }

    /** Takes a session from everybody, or from bob. */
    private interface Taking {
        void from(Desk desk, Claim owners);
    }

    private void lateAfter(Taking taking) {
        try (Desk desk = bench.desk()) {
            for (int round = 0; round < 6; round++) {
                Claim owners = desk.furnished();
                Claim bobs = desk.claim(owners.id(), desk.bob, Access.APPEND);
                AtomicBoolean taken = new AtomicBoolean();
                AtomicInteger done = new AtomicInteger();
                int wanted = 4 + 3 * round;
                List<Integer> late = Race.of(5, thread -> () -> {
                    if (thread == 4) {
                        while (done.get() < wanted) {
                            Thread.onSpinWait();
                        }
                        taking.from(desk, owners);
                        taken.set(true);
                        return 0;
                    }
                    return doneTooLate(desk.client(thread + wanted).registry(), bobs, DOINGS.get(thread), done, taken);
                });
                assertThat(late)
                        .as("operations that succeeded although they began after access was taken, by kind: append, "
                                + "file, patch, describe")
                        .containsOnly(0);
            }
        }
    }

    private static int doneTooLate(
            SessionRegistry registry, Claim claim, Doing doing, AtomicInteger done, AtomicBoolean taken)
            throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < MOST_NANOS) {
            boolean over = taken.get();
            try {
                doing.with(registry, claim);
                int unused = done.incrementAndGet();
            } catch (SessionAccessDenied denied) {
                return 0;
            } catch (LimitExceeded full) {
                Thread.onSpinWait();
            }
            if (over) {
                return 1;
            }
        }
        return 1;
    }

    @Property(tries = 1)
    @LookAt("commit(..): guarded like everything else, and what was sent before goes when the session goes")
    void R8_files_that_are_on_their_way_when_a_session_ends_do_not_arrive() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Upload file = Uploads.of("late", BYTES);
            try (Staging staging = Results.done(desk.store().artifacts().begin(claim))) {
                Uploads.send(staging, file, BYTES);
                Head unused = Results.done(desk.otherStore().end(claim));
                assertThat(Results.name(staging.commit(claim, Uploads.batch(file))))
                        .as("a commit after the session was ended")
                        .isEqualTo("gone");
            }
            assertThat(desk.look(claim.id())).isEmpty();
        }
    }

    @Property(tries = 1)
    @LookAt("facts(..) on every client: what was granted is not remembered for a while")
    void R8_after_a_revoke_the_other_client_denies_at_once() {
        try (Desk desk = bench.desk()) {
            for (int round = 0; round < 4; round++) {
                SessionId id = desk.open(desk.alice);
                SessionRegistry other = desk.client(round + 1).registry();
                desk.client(round).registry().grant(desk.claim(id, desk.alice, Access.MANAGE), desk.bob, Access.APPEND);
                Claim bobs = other.claim(id, desk.bob, Access.APPEND);
                assertThat(other.history().append(bobs, Draft.user("mine")).first())
                        .isEqualTo(1);
                boolean had = desk.client(round).registry().revoke(desk.claim(id, desk.alice, Access.MANAGE), desk.bob);
                assertThat(had).isTrue();
                for (Supplier<Object> late : List.<Supplier<Object>>of(
                        () -> other.history().append(bobs, Draft.user("late")),
                        () -> other.describe(bobs),
                        () -> other.claim(id, desk.bob, Access.READ).id())) {
                    assertThat(Outcome.of(late).thrown())
                            .as("what the other client says to bob after he was revoked")
                            .isInstanceOf(SessionAccessDenied.class);
                }
                assertThat(desk.shown(id).contents()).containsExactly("mine");
            }
        }
    }

    @Property(tries = 1)
    @LookAt("bell(..): closing it waits until a ring that has begun is over, or keeps it from beginning")
    void R8_no_ring_begins_after_its_bell_was_closed() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            AtomicInteger rings = new AtomicInteger();
            SessionStore store = desk.store();
            SessionStore.Bell bell = store.bell(claim.id(), rings::incrementAndGet);
            long last = desk.say(claim, "one");
            bell.close();
            bell.close();
            int heard = rings.get();
            last += desk.say(claim, "two");
            Head unused = Results.done(store.end(claim));
            assertThat(rings.get() - heard)
                    .as("rings after a bell was closed, of which one may have begun before; last seq " + last)
                    .isLessThanOrEqualTo(1);
        }
    }
}
