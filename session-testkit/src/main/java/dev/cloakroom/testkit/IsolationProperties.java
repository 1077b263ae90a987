package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R2: what one person does is nothing to another. */
@Family
final class IsolationProperties {
    private static final byte[] BYTES = {1, 2};

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("where a principal becomes a key or a column: Principal.encoded(), compared byte for byte, no collation")
    void R2_people_whose_names_read_alike_share_nothing() {
        try (Desk desk = bench.desk()) {
            for (Hostile.Pair pair : Hostile.pairs(desk.alice.tenant())) {
                SessionId one = desk.open(pair.one());
                SessionId other = desk.open(pair.other());
                String people = "of " + pair.one() + " and " + pair.other();
                assertThat(owned(desk.store(), pair.one()))
                        .as("sessions of the first " + people)
                        .containsExactly(one);
                assertThat(owned(desk.store(), pair.other()))
                        .as("sessions of the second " + people)
                        .containsExactly(other);
                assertThat(owner(desk, one))
                        .as("the owner of the first session " + people)
                        .isEqualTo(pair.one());
                assertThat(owner(desk, other))
                        .as("the owner of the second session " + people)
                        .isEqualTo(pair.other());
                assertThat(desk.registry().closeAll(pair.one()))
                        .as("sessions that were ended")
                        .isEqualTo(1);
                assertThat(owned(desk.store(), pair.other()))
                        .as("what the second has left " + people)
                        .containsExactly(other);
                int unused = desk.registry().closeAll(pair.other());
            }
        }
    }

    private static Principal owner(Desk desk, SessionId id) {
        return desk.otherStore().facts(id, desk.mallory).orElseThrow().owner();
    }

    private static Set<SessionId> owned(SessionStore store, Principal owner) {
        Set<SessionId> ids = new HashSet<>();
        store.owned(owner, null, 200).orElseThrow().heads().forEach(head -> ids.add(head.id()));
        return ids;
    }

    @Property(tries = 1)
    @LookAt("facts(..): the grant of exactly the one who asks, compared byte for byte, and of nobody in another tenant")
    void R2_what_one_was_granted_nobody_was_granted_whose_name_reads_alike() {
        try (Desk desk = bench.desk()) {
            for (Hostile.Pair pair : Hostile.pairs(desk.alice.tenant())) {
                SessionId id = desk.open(desk.alice);
                Principal friend = new Principal(desk.alice.tenant(), pair.one().subject());
                Principal like = pair.other().tenant().equals(pair.one().tenant())
                        ? pair.other()
                        : new Principal(pair.other().tenant(), friend.subject());
                if (friend.equals(desk.alice) || friend.equals(like)) {
                    continue;
                }
                desk.registry().grant(desk.claim(id, desk.alice, Access.MANAGE), friend, Access.APPEND);
                Facts facts = desk.otherStore().facts(id, like).orElseThrow();
                assertThat(facts.grant())
                        .as("what " + like + " has, after " + friend + " was granted access")
                        .isNull();
                assertThat(desk.otherStore().facts(id, friend).orElseThrow().grant())
                        .as("what " + friend + " was granted")
                        .isEqualTo(Access.APPEND);
                desk.registry().close(desk.claim(id, desk.alice, Access.MANAGE));
            }
        }
    }

    @Property(tries = 40)
    @LookAt("where principals are stored: both texts come back code point by code point")
    void R2_a_principal_comes_back_as_it_went_in(@ForAll("principals") Principal who) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(who);
            assertThat(desk.say(claim, "mine")).isEqualTo(1);
            assertThat(owner(desk, claim.id())).as("the owner").isEqualTo(who);
            List<Head> listed =
                    desk.otherStore().owned(who, null, 5).orElseThrow().heads();
            assertThat(listed)
                    .extracting(head -> head.control().owner())
                    .as("the owner as listed")
                    .containsExactly(who);
            Entry entry = Snapshot.entries(desk.otherStore(), claim).get(0);
            assertThat(entry.author()).as("the author").isEqualTo(who);
            desk.registry().close(claim);
        }
    }

    @Provide
    Arbitrary<Principal> principals() {
        return Combinators.combine(Hostile.labels(0, 128), Hostile.labels(1, 128), Arbitraries.longs())
                .as((tenant, subject, salt) ->
                        new Principal(cut(tenant, 111) + ":" + Math.abs(salt % 1_000_000), subject));
    }

    /** Cut to so many code points, so that there is room for what makes it this property's own. */
    private static String cut(String text, int most) {
        int chars = text.codePointCount(0, text.length());
        return chars <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
    }

    @Property(tries = 1)
    @LookAt("the method that is named: it has to find what it changes by the claim's session id, and by nothing less")
    void R2_whatever_is_done_to_one_session_others_stay_as_they_are() {
        try (Desk desk = bench.desk()) {
            for (Change change : Change.all(desk.carol)) {
                Claim mine = desk.furnished();
                Claim others = desk.furnished();
                Claim bobs = desk.claimed(desk.bob);
                assertThat(desk.say(bobs, "bob's")).isEqualTo(1);
                Snapshot othersBefore = desk.shown(others.id());
                Snapshot bobsBefore = desk.shown(bobs.id());
                Supplier<Result<?>> doing = change.prepared(desk.store(), mine);
                assertThat(Outcome.of(doing).name()).as(change.name()).isEqualTo("done");
                assertThat(desk.look(others.id()))
                        .as("another session of the same owner's, after: " + change.name())
                        .contains(othersBefore);
                assertThat(desk.look(bobs.id()))
                        .as("somebody else's session, after: " + change.name())
                        .contains(bobsBefore);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("find(..), chunk(..), remove(..): a file belongs to one session, and its id alone opens nothing")
    void R2_a_file_is_found_through_its_own_session_only() {
        try (Desk desk = bench.desk()) {
            Claim mine = desk.claimed(desk.alice);
            Claim bobs = desk.claimed(desk.bob);
            Claim mallorys = desk.claimed(desk.mallory);
            Artifact file = Uploads.put(desk.store(), mine, "f", BYTES);
            for (Claim other : List.of(bobs, mallorys)) {
                var artifacts = desk.otherStore().artifacts();
                assertThat(Results.done(artifacts.find(other, file.id())))
                        .as("find through another session")
                        .isEmpty();
                assertThat(Results.done(artifacts.chunk(other, file.id(), 0)))
                        .as("a chunk through another session")
                        .isEmpty();
                assertThat(Results.done(artifacts.remove(other, file.id())))
                        .as("removed through another session")
                        .isFalse();
                assertThat(Results.done(artifacts.list(other)))
                        .as("files of another session")
                        .isEmpty();
            }
            assertThat(Uploads.content(desk.store(), mine, file.id())).isEqualTo(BYTES);
        }
    }

    @Property(tries = 1)
    @LookAt("buffers, statements or maps that calls share: what one call is about must not be seen by another")
    void R2_what_many_people_do_at_once_never_crosses_over() {
        try (Desk desk = bench.desk()) {
            BleedTester.Report report = BleedTester.over(List.of(desk.registry(), desk.otherRegistry()))
                    .owners(5)
                    .threads(4)
                    .seed(bench.seedOfProperty())
                    .runRounds(150);
            assertThat(report.findings()).as("what " + report + " found").isEmpty();
        }
    }

    @Property(tries = 1)
    @LookAt("owned(..): the sessions that this principal owns, of exactly this tenant")
    void R2_a_listing_shows_what_one_owns_and_nothing_else() {
        try (Desk desk = bench.desk()) {
            Set<SessionId> mine = new HashSet<>();
            Principal namesake = new Principal(desk.mallory.tenant(), desk.alice.subject());
            for (int i = 0; i < 5; i++) {
                boolean unused = mine.add(desk.open(desk.alice));
                SessionId bobs = desk.open(desk.bob);
                SessionId theirs = desk.open(namesake);
                desk.registry().grant(desk.claim(bobs, desk.bob, Access.MANAGE), desk.alice, Access.APPEND);
                assertThat(owned(desk.store(), namesake))
                        .as("sessions of her namesake in another tenant")
                        .contains(theirs)
                        .hasSize(i + 1);
            }
            assertThat(owned(desk.otherStore(), desk.alice))
                    .as("sessions that alice owns")
                    .isEqualTo(mine);
        }
    }
}
