package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.Property;

/** R8: after an end, a revoke or an expiry nothing that starts later succeeds, and nothing brings anything back. */
@Family
final class EndingProperties {
    private static final byte[] BYTES = {1, 2, 3};

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("end(..) and the guard of the method that is named: an ended session is gone for every operation")
    void R8_after_an_end_every_operation_finds_it_gone() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<Guarded> operations = Guarded.on(desk.otherStore(), claim, "used");
            Head before = desk.head(claim);
            Head last = Results.done(desk.store().end(claim));
            assertThat(List.of(last.id(), last.control(), last.lastSeq()))
                    .as("the record that end(..) returns, as it was")
                    .containsExactly(before.id(), before.control(), before.lastSeq());
            for (Guarded operation : operations) {
                assertThat(Outcome.of(() -> operation.call().apply(claim)).name())
                        .as(operation.name() + " after the session was ended")
                        .isEqualTo("gone");
            }
            assertThat(desk.otherStore().facts(claim.id(), desk.alice))
                    .as("facts of an ended session")
                    .isEmpty();
            assertThat(desk.otherStore()
                            .owned(desk.alice, null, 10)
                            .orElseThrow()
                            .heads())
                    .as("sessions that are listed after the only one was ended")
                    .isEmpty();
        }
    }

    @Property(tries = 1)
    @LookAt("end(..): record, entries, files and keys of the session go in one atomic step, all of them")
    void R8_nothing_is_left_of_an_ended_session() {
        try (Desk desk = bench.desk()) {
            Claim ended = desk.furnished();
            var added =
                    Results.done(Uploads.tried(desk.store(), ended, Uploads.keyed("f", Uploads.of("n", BYTES)), BYTES));
            Head unused = Results.done(desk.store().end(ended));
            requireEmptyIfMadeAgain(desk, ended.id(), added.files().get(0).id(), "an ended session");
        }
    }

    /** Makes a session under the id of one that is gone, which a store may refuse, and looks what it finds in it. */
    private static void requireEmptyIfMadeAgain(Desk desk, SessionId id, UUID file, String of) {
        Control control = new Control(desk.bob, new Stamp(1, 4711), 1, Map.of(), Map.of(), null);
        Result<Head> again = desk.otherStore().create(id, control);
        if (!(again instanceof Result.Done<Head> done)) {
            assertThat(Results.name(again))
                    .as("making a session under the id of " + of)
                    .isEqualTo("refused ID_TAKEN");
            return;
        }
        assertThat(done.value().lastSeq())
                .as("where the history ends, under the id of " + of)
                .isZero();
        for (Principal who : List.of(desk.bob, desk.alice)) {
            Claim claim = Forge.claim(id, who, Access.MANAGE, control.stamp());
            SessionStore store = desk.store();
            assertThat(Snapshot.entries(store, claim))
                    .as("messages under the id of " + of)
                    .isEmpty();
            assertThat(Results.done(store.artifacts().list(claim)))
                    .as("files under the id of " + of)
                    .isEmpty();
            assertThat(Results.done(store.artifacts().chunk(claim, file, 0)))
                    .as("bytes under the id of " + of)
                    .isEmpty();
            assertThat(Results.done(store.history().recorded(claim, Desk.key("used"))))
                    .as("keys under the id of " + of)
                    .isEmpty();
        }
        Claim alices = Forge.claim(id, desk.alice, Access.MANAGE, control.stamp());
        assertThat(Results.done(Uploads.tried(desk.store(), alices, Uploads.keyed("f", Uploads.of("n", BYTES)), BYTES))
                        .replayed())
                .as("whether a key of files is known under the id of " + of)
                .isFalse();
    }

    @Property(tries = 1)
    @LookAt("the guard of the method that is named: now has to be before both deadlines, in every method")
    void R8_an_idle_session_is_gone_for_every_operation_and_every_client() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<Guarded> operations = Guarded.on(desk.store(), claim, "used");
            SessionId untouched = desk.furnished().id();
            desk.age(Bench.IDLE.minus(Bench.MARGIN));
            assertThat(desk.look(claim.id()))
                    .as("a session shortly before its idle deadline")
                    .isPresent();
            desk.age(Bench.MARGIN.multipliedBy(2));
            for (int client = 0; client < 2; client++) {
                SessionStore store = desk.client(client).store();
                for (SessionId id : List.of(claim.id(), untouched)) {
                    assertThat(store.facts(id, desk.alice))
                            .as("facts of an expired session")
                            .isEmpty();
                }
                assertThat(store.owned(desk.alice, null, 10).orElseThrow().heads())
                        .as("expired sessions that are listed")
                        .isEmpty();
                assertThat(store.owned(desk.alice, claim.id(), 10))
                        .as("a page after an expired session")
                        .isEmpty();
            }
            for (Guarded operation : operations) {
                assertThat(Outcome.of(() -> operation.call().apply(claim)).name())
                        .as(operation.name() + " after the idle deadline")
                        .isEqualTo("gone");
            }
            assertThat(desk.store().facts(claim.id(), desk.alice))
                    .as("facts after all of it: nothing brings it back")
                    .isEmpty();
        }
    }

    @Property(tries = 1)
    @LookAt("where the absolute deadline is stored: it is fixed when the session is made, and no activity moves it")
    void R8_a_busy_session_is_gone_at_its_absolute_deadline() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Head made = desk.head(claim);
            for (int i = 1; i <= 6; i++) {
                desk.age(Bench.IDLE.minus(Bench.MARGIN.multipliedBy(3))); // 51 minutes, six times
                assertThat(desk.say(claim, "still here"))
                        .as("messages of a busy session")
                        .isEqualTo(i);
            }
            Head late = desk.head(claim);
            assertThat(late.expiresAt())
                    .as("when a busy session ends; made at " + made.createdAt() + ", now said to be made at "
                            + late.createdAt())
                    .isEqualTo(late.createdAt().plus(Bench.ABSOLUTE));
            desk.age(Bench.MARGIN.multipliedBy(3));
            assertThat(Results.name(desk.otherStore().head(claim)))
                    .as("its record after its absolute deadline")
                    .isEqualTo("gone");
            assertThat(Results.name(desk.store().history().append(claim, Append.of(Draft.user("late")))))
                    .as("an append after its absolute deadline")
                    .isEqualTo("gone");
        }
    }

    @Property(tries = 1)
    @LookAt("the method that is named: append, file and a swap that keeps the stamp are activity, a replay is not")
    void R8_what_changes_a_session_keeps_it_alive_and_nothing_else_does() {
        try (Desk desk = bench.desk()) {
            for (Change change : Change.all(desk.carol)) {
                if (change.name().equals("end")) {
                    continue;
                }
                boolean keeps = !change.name().equals("grant") && !change.name().equals("transfer");
                Claim claim = desk.furnished();
                Supplier<Result<?>> doing = change.prepared(desk.store(), claim);
                Head before = desk.head(claim);
                desk.age(Bench.MARGIN.multipliedBy(4));
                assertThat(Results.name(doing.get())).isEqualTo("done");
                Head after = desk.shown(claim.id()).head();
                requireMoved(change.name(), before, after, keeps);
            }
        }
    }

    /** Stored instants may be shifted as time passes; between two of one session nothing else may move. */
    private static void requireMoved(String what, Head before, Head after, boolean keeps) {
        var sinceMade = Duration.between(after.createdAt(), after.lastActiveAt());
        var sinceMadeBefore = Duration.between(before.createdAt(), before.lastActiveAt());
        if (keeps) {
            assertThat(sinceMade)
                    .as("from making a session to its last activity, which was: " + what)
                    .isBetween(Bench.MARGIN.multipliedBy(4), Bench.MARGIN.multipliedBy(5));
        } else {
            assertThat(sinceMade)
                    .as("last activity, after what is none: " + what)
                    .isEqualTo(sinceMadeBefore);
        }
        assertThat(after.expiresAt())
                .as("when it ends, after: " + what)
                .isEqualTo(after.lastActiveAt().plus(Bench.IDLE));
    }

    @Property(tries = 1)
    @LookAt("the method that is named: what only looks, or does nothing new, moves no deadline")
    void R8_reading_does_not_keep_a_session_alive() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            UUID file =
                    Results.done(desk.store().artifacts().list(claim)).get(0).id();
            Head before = desk.head(claim);
            desk.age(Bench.MARGIN.multipliedBy(4));
            Snapshot shown = Snapshot.of(desk.store(), claim);
            requireMoved("head, read and list", before, shown.head(), false);
            byte[] content = Uploads.content(desk.store(), claim, file);
            requireMoved(
                    "find and chunk of " + (content == null ? 0 : content.length), before, desk.head(claim), false);
            Outcome replay = Outcome.of(() -> desk.store().history().append(claim, Desk.keyed("used", "one")));
            assertThat(replay.name()).isEqualTo("done");
            requireMoved("a replay", before, desk.head(claim), false);
            assertThat(Results.done(desk.store().artifacts().remove(claim, UUID.randomUUID())))
                    .isFalse();
            requireMoved("removing a file that is not there", before, desk.head(claim), false);
            var recorded = Results.done(desk.store().history().recorded(claim, Desk.key("used")));
            requireMoved("recorded " + recorded.isPresent(), before, desk.head(claim), false);
            try (Staging staging = Results.done(desk.store().artifacts().begin(claim))) {
                Uploads.send(staging, Uploads.of("f", BYTES), BYTES);
            }
            requireMoved("a file that was never committed", before, desk.head(claim), false);
        }
    }
}
