package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry.Opened;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Property;

/** R7: what was acknowledged is so, for every client at once, and after a restart where the store says so. */
@Family
final class DurabilityProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("what a client keeps for itself: nothing may be answered from there that another client may have changed")
    void R7_what_one_client_was_told_every_client_sees() {
        if (!bench.can(Capability.SECOND_CLIENT)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            for (int round = 0; round < 4; round++) {
                var here = desk.client(round).store();
                var there = desk.client(round + 1).store();
                Snapshot seen = Snapshot.of(there, claim);
                Appended at = Results.done(here.history().append(claim, Desk.keyed("key " + round, "text")));
                assertThat(at.first()).isEqualTo(seen.head().lastSeq() + 1);
                assertThat(Snapshot.of(there, claim).contents())
                        .as("the history, seen by the other client right after an append")
                        .hasSize(seen.entries().size() + 1);
                assertThat(Results.done(there.history().recorded(claim, Desk.key("key " + round))))
                        .as("a key, seen by the other client")
                        .isPresent();
                Artifact file = Uploads.put(here, claim, "f" + round, new byte[] {(byte) round});
                assertThat(Uploads.content(there, claim, file.id()))
                        .as("a file, seen by the other client")
                        .isEqualTo(new byte[] {(byte) round});
                long version = desk.client(round)
                        .registry()
                        .patch(claim, Map.of("round", "" + round))
                        .lastSeq();
                assertThat(version).isEqualTo(at.last());
                assertThat(Snapshot.of(there, claim))
                        .as("the session, seen by both clients")
                        .isEqualTo(Snapshot.of(here, claim));
                assertThat(Snapshot.of(there, claim).contents())
                        .hasSize(seen.entries().size() + 1);
                assertThat(there.owned(desk.alice, null, 5)).isEqualTo(here.owned(desk.alice, null, 5));
            }
        }
    }

    @Property(tries = 1)
    @LookAt("what is acknowledged before it is where it outlives the process: entries, keys, files, grants, names")
    void R7_what_was_acknowledged_outlives_a_restart() {
        if (!bench.can(Capability.RESTART)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            Artifact file = Uploads.put(desk.store(), claim, "f", new byte[] {7, 7});
            SessionId ended = desk.open(desk.alice);
            desk.registry().close(desk.claim(ended, desk.alice, Access.MANAGE));
            Optional<Opened> named = desk.store().names().isEmpty()
                    ? Optional.empty()
                    : Optional.of(desk.registry().enter(desk.carol, "name"));
            assertThat(Results.name(Uploads.tried(desk.store(), claim, keyed(), new byte[] {1})))
                    .isEqualTo("done");
            long last = desk.say(claim, "last words");
            Snapshot before = desk.shown(claim.id());
            desk.restart();
            assertThat(desk.look(claim.id())).as("the session after a restart").contains(before);
            assertThat(desk.head(claim).lastSeq()).isEqualTo(last);
            assertThat(Uploads.content(desk.store(), claim, file.id()))
                    .as("a file after a restart")
                    .isEqualTo(new byte[] {7, 7});
            assertThat(desk.store().history().append(claim, Desk.keyed("used", "one")))
                    .as("a retry after a restart")
                    .isEqualTo(Result.done(new Appended.Replayed(1, 1)));
            assertThat(Results.done(Uploads.tried(desk.store(), claim, keyed(), new byte[] {1}))
                            .replayed())
                    .as("files sent again after a restart")
                    .isTrue();
            assertThat(desk.store().facts(claim.id(), desk.bob).orElseThrow().grant())
                    .as("a grant after a restart")
                    .isEqualTo(Access.APPEND);
            assertThat(desk.look(ended)).as("an ended session after a restart").isEmpty();
            named.ifPresent(opened -> assertThat(
                            desk.registry().enter(desk.carol, "name").claim().id())
                    .as("where a name leads after a restart")
                    .isEqualTo(opened.claim().id()));
        }
    }

    /** One file under one key, each time with a fresh id, as core sends it. */
    private static Batch keyed() {
        return Uploads.keyed("files", Uploads.of("g", new byte[] {1}));
    }

    @Property(tries = 1)
    @LookAt("deadlines: they are stored as instants, and go on while no process runs")
    void R8_time_passes_while_no_process_runs() {
        if (!bench.can(Capability.RESTART)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim expiring = desk.furnished();
            desk.age(Bench.IDLE.minus(Bench.MARGIN));
            Claim living = desk.furnished();
            desk.restart();
            assertThat(desk.look(expiring.id()))
                    .as("a session three minutes before its deadline")
                    .isPresent();
            desk.age(Bench.MARGIN.multipliedBy(2));
            desk.restart();
            assertThat(desk.look(expiring.id()))
                    .as("a session three minutes after its deadline, over a restart")
                    .isEmpty();
            assertThat(desk.look(living.id())).isPresent();
        }
    }
}
