package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.testkit.StoreHarness.Capability;
import dev.cloakroom.testkit.StoreHarness.Damage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Property;

/** R13, R14: what is damaged or of a later format is no access and no invention. */
@Family
final class DamageProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("the guard: without its record a session is gone, whatever else is still there under its id")
    void R13_a_session_that_lost_its_record_is_gone() {
        if (!bench.can(Capability.DAMAGE)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<Guarded> operations = Guarded.on(desk.store(), claim, "used");
            bench.harness().damage(claim.id(), Damage.RECORD_LOST);
            requireGone(desk, claim, operations, "whose record is lost");
            Control control = new Control(desk.bob, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
            Result<Head> made = desk.otherStore().create(claim.id(), control);
            if (made instanceof Result.Done<Head> done) {
                Claim bobs = Forge.claim(claim.id(), desk.bob, claim.access(), control.stamp());
                assertThat(done.value().lastSeq())
                        .as("where a session ends that is made over what is left")
                        .isZero();
                assertThat(Snapshot.entries(desk.store(), bobs))
                        .as("messages it begins with")
                        .isEmpty();
                assertThat(Results.done(desk.store().artifacts().list(bobs)))
                        .as("files it begins with")
                        .isEmpty();
            } else {
                assertThat(Results.name(made))
                        .as("making a session over what is left")
                        .isEqualTo("refused ID_TAKEN");
            }
        }
    }

    private static void requireGone(Desk desk, Claim claim, List<Guarded> operations, String what) {
        for (int client = 0; client < 2; client++) {
            SessionStore store = desk.client(client).store();
            for (Principal who : List.of(desk.alice, desk.mallory)) {
                assertThat(Outcome.of(() -> store.facts(claim.id(), who)).answer())
                        .as("facts of a session " + what)
                        .isEqualTo(Optional.empty());
            }
            assertThat(store.owned(desk.alice, null, 5).orElseThrow().heads())
                    .as("listed: a session " + what)
                    .isEmpty();
        }
        for (Guarded operation : operations) {
            assertThat(Outcome.of(() -> operation.call().apply(claim)).name())
                    .as(operation.name() + " of a session " + what)
                    .isEqualTo("gone");
        }
        assertThat(desk.store().facts(claim.id(), desk.alice))
                .as("facts, after all of it")
                .isEmpty();
    }

    @Property(tries = 1)
    @LookAt("read(..) and append(..): where a history ends is in the record; a page that lacks entries is no page")
    void R13_a_history_that_lost_its_end_is_not_read_as_a_whole_one() {
        if (!bench.can(Capability.DAMAGE)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            bench.harness().damage(claim.id(), Damage.ENTRY_LOST);
            for (Slice slice : List.of(Slice.latest(10), Slice.after(2, 10), Slice.before(4, 1))) {
                assertThat(Outcome.of(() -> read(desk, claim, slice)).thrown())
                        .as("what reading a history throws that has lost its end; " + slice)
                        .isNotNull();
            }
            assertThat(Outcome.of(() -> {
                                Page page = read(desk, claim, Slice.after(0, 10)); // may have been cut
                                return read(
                                        desk, claim, Slice.after(page.entries().size(), 10));
                            })
                            .thrown())
                    .as("what reading on throws, up to an end that is lost")
                    .isNotNull();
            Outcome append = Outcome.of(() -> desk.store().history().append(claim, Append.of(Draft.user("next"))));
            if (append.answer() instanceof Result.Done<?> done) {
                assertThat(done.value().toString())
                        .as("the next place, which was never used")
                        .contains("first=4");
            }
        }
    }

    private static Page read(Desk desk, Claim claim, Slice slice) {
        return desk.otherRegistry().history().read(claim, slice);
    }

    @Property(tries = 1)
    @LookAt("the first step of the guard: a record of another format is gone, and nothing of it is read or written")
    void R14_a_record_of_a_later_format_is_gone_and_is_not_touched() {
        if (!bench.can(Capability.DAMAGE)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<Guarded> operations = Guarded.on(desk.store(), claim, "used");
            bench.harness().damage(claim.id(), Damage.LATER_FORMAT);
            requireGone(desk, claim, operations, "of a later format");
            Control control = new Control(desk.bob, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
            assertThat(Results.name(desk.store().create(claim.id(), control)))
                    .as("making a session under its id, after everything else was tried on it")
                    .isEqualTo("refused ID_TAKEN");
        }
    }

    @Property(tries = 1)
    @LookAt("create(..): an id is in use also when its record is of a format that this version does not know")
    void R14_the_id_of_a_record_of_a_later_format_is_in_use() {
        if (!bench.can(Capability.DAMAGE)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            bench.harness().damage(claim.id(), Damage.LATER_FORMAT);
            Control control = new Control(desk.bob, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
            assertThat(Results.name(desk.otherStore().create(claim.id(), control)))
                    .as("making a session under the id of one of a later format")
                    .isEqualTo("refused ID_TAKEN");
            assertThat(desk.store().facts(claim.id(), desk.bob)).isEmpty();
            assertThat(desk.store().owned(desk.bob, null, 5).orElseThrow().heads())
                    .isEmpty();
        }
    }
}
