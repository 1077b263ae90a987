package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** R15: one turn at a time, on the store's clock, and appends of a turn that is over are refused. */
@Family
final class TurnProperties {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final Bench bench = Bench.current();

    /** The control with another turn, as core makes it. */
    private static Head swapped(Desk desk, Claim claim, @Nullable Lease turn, @Nullable Duration lease) {
        Control now = desk.head(claim).control();
        Control next = new Control(now.owner(), now.stamp(), now.version() + 1, now.grants(), now.metadata(), turn);
        return Results.done(desk.store().swap(claim, now.version(), next, lease));
    }

    private static Lease lease(Desk desk, long fence) {
        return new Lease(fence, desk.alice, LEASE, false);
    }

    private static String appended(Desk desk, Claim claim) {
        return Results.name(desk.otherStore().history().append(claim, Append.of(Draft.user("x"))));
    }

    @Property(tries = 1)
    @LookAt("append(..) with a fence: it counts only while the running turn bears exactly this token")
    void R15_an_append_of_another_turn_than_the_running_one_is_refused() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            long fence = 0x7000_0000_0000_0001L;
            Claim fenced = Forge.fenced(claim.id(), desk.alice, claim.stamp(), fence);
            assertThat(appended(desk, fenced))
                    .as("an append of a turn that never was")
                    .isEqualTo("refused FENCED");
            Head taken = swapped(desk, claim, lease(desk, fence), LEASE);
            assertThat(taken.control().turn()).as("the turn that was taken").isNotNull();
            assertThat(appended(desk, fenced))
                    .as("an append of the running turn")
                    .isEqualTo("done");
            assertThat(appended(desk, claim)).as("an append outside any turn").isEqualTo("done");
            for (long other : new long[] {fence + 1, fence ^ (1L << 62), -fence, 1}) {
                assertThat(appended(desk, Forge.fenced(claim.id(), desk.alice, claim.stamp(), other)))
                        .as("an append of another turn")
                        .isEqualTo("refused FENCED");
            }
            Head superseded = swapped(desk, claim, lease(desk, 77), LEASE);
            assertThat(appended(desk, fenced))
                    .as("an append of a superseded turn, of " + superseded)
                    .isEqualTo("refused FENCED");
            Head ended = swapped(desk, claim, null, null);
            assertThat(ended.control().turn()).isNull();
            assertThat(appended(desk, Forge.fenced(claim.id(), desk.alice, claim.stamp(), 77)))
                    .as("an append of a turn that was ended")
                    .isEqualTo("refused FENCED");
            assertThat(desk.head(claim).lastSeq())
                    .as("messages after all of it")
                    .isEqualTo(2);
        }
    }

    @Property(tries = 1)
    @LookAt("append(..) with a fence: the turn's deadline on the store's clock, not only its token")
    void R15_an_append_of_a_turn_that_ran_out_is_refused() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Claim fenced = Forge.fenced(claim.id(), desk.alice, claim.stamp(), 5);
            Head taken = swapped(desk, claim, lease(desk, 5), LEASE);
            desk.age(LEASE.minus(Bench.MARGIN));
            assertThat(appended(desk, fenced))
                    .as("an append shortly before the turn runs out, of " + taken)
                    .isEqualTo("done");
            desk.age(Bench.MARGIN.multipliedBy(2));
            assertThat(appended(desk, fenced))
                    .as("an append after the turn ran out")
                    .isEqualTo("refused FENCED");
            assertThat(Snapshot.entries(desk.store(), claim)).hasSize(1);
        }
    }

    @Property(tries = 1)
    @LookAt("swap(..) without a lease: it leaves the turn's deadline as it is, whatever the control says is left of it")
    void R15_a_patch_neither_ends_a_turn_nor_lengthens_it() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Claim fenced = Forge.fenced(claim.id(), desk.alice, claim.stamp(), 5);
            Head taken = swapped(desk, claim, lease(desk, 5), LEASE);
            for (int i = 0; i < 2; i++) {
                desk.age(Bench.MARGIN);
                assertThat(desk.registry().patch(claim, Map.of("i", "" + i)).metadata())
                        .containsEntry("i", "" + i);
                Head patched = swapped(desk, claim, lease(desk, 5), null);
                assertThat(patched.control().turn())
                        .as("the turn after a patch; taken in " + taken)
                        .isNotNull();
            }
            assertThat(appended(desk, fenced))
                    .as("an append before the turn runs out, after patches")
                    .isEqualTo("done");
            desk.age(LEASE.minus(Bench.MARGIN));
            assertThat(appended(desk, fenced))
                    .as("an append after the turn ran out, after patches")
                    .isEqualTo("refused FENCED");
        }
    }

    @Property(tries = 1)
    @LookAt("head(..) and what else returns a record: what is left of a turn, counted from the store's now")
    void R15_what_is_left_of_a_turn_gets_less() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Head taken = swapped(desk, claim, new Lease(9, desk.bob, Duration.ofDays(9), true), LEASE);
            requireLeft(taken, LEASE, "right after it was taken");
            desk.age(Bench.MARGIN);
            requireLeft(Results.done(desk.otherStore().head(claim)), LEASE.minus(Bench.MARGIN), "three minutes later");
            requireLeft(
                    desk.store()
                            .owned(desk.alice, null, 5)
                            .orElseThrow()
                            .heads()
                            .get(0),
                    LEASE.minus(Bench.MARGIN),
                    "as listed");
            desk.age(LEASE);
            Lease over = Optional.ofNullable(desk.head(claim).control().turn()).orElseThrow();
            assertThat(over.remaining())
                    .as("what is left of a turn that ran out")
                    .isLessThanOrEqualTo(Duration.ZERO);
        }
    }

    private static void requireLeft(Head head, Duration most, String when) {
        Lease turn = Optional.ofNullable(head.control().turn())
                .orElseThrow(() -> new AssertionError("the turn is not in the record, " + when));
        assertThat(turn.remaining()).as("what is left of a turn, " + when).isBetween(most.minus(Bench.MARGIN), most);
        assertThat(turn.with(Duration.ZERO))
                .as("the turn, " + when)
                .isEqualTo(new Lease(9, turn.holder(), Duration.ZERO, true));
        assertThat(turn.holder().subject()).as("who holds the turn, " + when).isEqualTo("bob");
    }

    @Property(tries = 1)
    @LookAt("swap(..): of many who take the turn at one version one does")
    void R15_of_many_who_take_a_turn_at_once_one_does() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int round = 0; round < 12; round++) {
                List<Optional<Turn>> turns = Race.of(5, thread -> () -> begun(desk, thread, claim));
                List<Turn> taken = turns.stream().flatMap(Optional::stream).toList();
                assertThat(taken).as("turns that five took at once").hasSize(1);
                assertThat(appended(desk, taken.get(0).claim()))
                        .as("an append of the one who has the turn")
                        .isEqualTo("done");
                taken.get(0).close();
                assertThat(appended(desk, taken.get(0).claim()))
                        .as("an append after the turn was closed")
                        .isEqualTo("refused FENCED");
            }
        }
    }

    private static Optional<Turn> begun(Desk desk, int client, Claim claim) {
        try {
            return Optional.of(desk.client(client).registry().beginTurn(claim, OnBusy.REJECT, Duration.ZERO));
        } catch (SessionConflict busy) {
            return Optional.empty();
        }
    }

    @Property(tries = 1)
    @LookAt("swap(..) and append(..): a turn is known to every client, and so is who took it over or asked it to stop")
    void R15_a_turn_that_another_client_took_over_is_over() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Turn first = desk.registry().beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
            assertThat(desk.otherRegistry().stopTurn(claim))
                    .as("whether a turn was running that could be stopped")
                    .isTrue();
            Lease seen = Optional.ofNullable(desk.head(claim).control().turn()).orElseThrow();
            assertThat(seen.stopping()).as("whether the turn is asked to stop").isTrue();
            assertThat(appended(desk, first.claim()))
                    .as("an append of a turn that is asked to stop")
                    .isEqualTo("done");
            Turn second = desk.otherRegistry().beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO);
            assertThat(appended(desk, first.claim()))
                    .as("an append of a turn that was taken over")
                    .isEqualTo("refused FENCED");
            first.close();
            assertThat(appended(desk, second.claim()))
                    .as("an append of the turn that took it over")
                    .isEqualTo("done");
            second.close();
            assertThat(desk.otherRegistry().stopTurn(claim))
                    .as("whether a turn is running after all were closed")
                    .isFalse();
        }
    }

    @Property(tries = 1)
    @LookAt("append(..) with a fence: comparing the turn and writing have to be one atomic step")
    void R15_nothing_of_a_turn_takes_effect_after_it_was_taken_over() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim probe = desk.claimed(desk.alice);
            Head taken = swapped(desk, probe, lease(desk, 5), LEASE);
            Claim running = Forge.fenced(probe.id(), desk.alice, taken.control().stamp(), 5);
            int steps = desk.steps().in(() -> {
                String unused = appended(desk, running);
            });
            for (int step = 1; step <= steps; step++) {
                requireNothingLate(desk, step);
            }
        }
    }

    private static void requireNothingLate(Desk desk, int step) {
        Claim claim = desk.claimed(desk.alice);
        Head before = swapped(desk, claim, lease(desk, 5), LEASE);
        Claim fenced = Forge.fenced(claim.id(), desk.alice, before.control().stamp(), 5);
        Steps.Meeting<String, List<String>> meeting = desk.steps().meeting(step, () -> appended(desk, fenced), () -> {
            Head superseded = swapped(desk, claim, lease(desk, 6), LEASE);
            assertThat(superseded.control().stamp())
                    .as("the stamp after a turn was taken over")
                    .isEqualTo(claim.stamp());
            return Snapshot.of(desk.store(), claim).contents();
        });
        if (meeting.inBetween()) {
            assertThat(desk.shown(claim.id()).contents())
                    .as("the history in the end, and right after a turn was taken over whose append was held up before "
                            + "step " + step)
                    .isEqualTo(meeting.other());
        }
    }
}
