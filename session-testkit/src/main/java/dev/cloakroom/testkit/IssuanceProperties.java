package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** R1: an id is made once, and makes one session. */
@Family
final class IssuanceProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("create(..): it has to insert if absent, and must never insert or update")
    void R1_an_id_in_use_is_taken_and_its_session_stays_as_it_is() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            assertThat(desk.say(claim, "mine")).isEqualTo(1);
            Snapshot before = Snapshot.of(desk.store(), claim);
            for (Principal other : List.of(desk.mallory, desk.bob, desk.alice)) {
                for (int client = 0; client < 2; client++) {
                    Result<Head> again = desk.client(client).store().create(claim.id(), opening(other));
                    assertThat(Results.name(again))
                            .as("a second create of an id")
                            .isEqualTo("refused ID_TAKEN");
                }
            }
            assertThat(Snapshot.of(desk.otherStore(), claim))
                    .as("the session that had the id")
                    .isEqualTo(before);
            assertThat(owned(desk.store(), desk.mallory))
                    .as("sessions of who came too late")
                    .isEmpty();
        }
    }

    @Property(tries = 1)
    @LookAt("create(..): an id stays in use until its session was ended or cleared away, deadlines or not")
    void R1_an_id_is_not_issued_again_because_its_session_has_expired() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            desk.age(Bench.IDLE.plus(Bench.MARGIN));
            Result<Head> again = desk.otherStore().create(claim.id(), opening(desk.mallory));
            assertThat(Results.name(again))
                    .as("making a session under the id of an expired one")
                    .isEqualTo("refused ID_TAKEN");
            assertThat(desk.store().facts(claim.id(), desk.mallory)).isEmpty();
            assertThat(owned(desk.store(), desk.mallory)).isEmpty();
        }
    }

    @Property(tries = 1)
    @LookAt("create(..): looking whether the id is there and inserting it have to be one atomic step")
    void R1_of_many_who_make_one_id_at_once_one_does() {
        try (Desk desk = bench.desk()) {
            for (int round = 0; round < 12; round++) {
                SessionId id = new SessionId(UUID.randomUUID());
                String name = "p" + round + "-";
                List<Principal> people = IntStream.range(0, 5)
                        .mapToObj(i -> desk.person(name + i))
                        .toList();
                List<String> outcomes = Race.of(
                        people.size(),
                        i -> () -> Results.name(desk.client(i).store().create(id, opening(people.get(i)))));
                assertThat(outcomes)
                        .as("outcomes of making one id at once")
                        .containsOnlyOnce("done")
                        .containsOnly("done", "refused ID_TAKEN");
                Principal winner = people.get(outcomes.indexOf("done"));
                for (Principal one : people) {
                    assertThat(owned(desk.store(), one))
                            .as("sessions of each who tried")
                            .isEqualTo(one.equals(winner) ? Set.of(id) : Set.of());
                }
                assertThat(desk.store().facts(id, winner).orElseThrow().owner()).isEqualTo(winner);
            }
        }
    }

    @Property(tries = 30)
    @LookAt("where ids become keys: every one of the 128 bits has to count")
    void R1_ids_that_differ_in_one_bit_are_different_sessions(@ForAll @IntRange(max = 127) int bit) {
        try (Desk desk = bench.desk()) {
            UUID one = UUID.randomUUID();
            UUID other = bit < 64
                    ? new UUID(one.getMostSignificantBits(), one.getLeastSignificantBits() ^ (1L << bit))
                    : new UUID(one.getMostSignificantBits() ^ (1L << (bit - 64)), one.getLeastSignificantBits());
            Claim alices = made(desk, new SessionId(one), desk.alice);
            Claim bobs = made(desk, new SessionId(other), desk.bob);
            assertThat(desk.say(alices, "alice's")).isEqualTo(1);
            assertThat(desk.say(bobs, "bob's")).isEqualTo(1);
            assertThat(Snapshot.entries(desk.store(), alices).get(0).content()).isEqualTo("alice's");
            Head unused = Results.done(desk.store().end(alices));
            assertThat(Snapshot.entries(desk.store(), bobs).get(0).content()).isEqualTo("bob's");
        }
    }

    @Property(tries = 1)
    @LookAt("the record that create(..) returns, and its instants: whole milliseconds of the store's clock")
    void R1_a_session_is_made_as_it_was_given_and_empty() {
        try (Desk desk = bench.desk()) {
            SessionId id = new SessionId(UUID.randomUUID());
            Control control = opening(desk.alice);
            Head head = Results.done(desk.store().create(id, control));
            assertThat(head.id()).isEqualTo(id);
            assertThat(head.control()).isEqualTo(control);
            assertThat(head.lastSeq())
                    .as("where the history of a fresh session ends")
                    .isZero();
            assertThat(head.lastActiveAt())
                    .as("last activity of a fresh session")
                    .isEqualTo(head.createdAt());
            assertThat(head.expiresAt())
                    .as("when a fresh session ends")
                    .isEqualTo(head.createdAt().plus(Bench.LIMITS.idleTimeout()));
            for (Instant instant : List.of(head.createdAt(), head.lastActiveAt(), head.expiresAt())) {
                assertThat(instant)
                        .as("an instant, in whole milliseconds")
                        .isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS));
            }
            Claim claim = desk.claim(id, desk.alice, Access.READ);
            assertThat(Snapshot.of(desk.otherStore(), claim)).isEqualTo(new Snapshot(head, List.of(), List.of()));
        }
    }

    @Property(tries = 1)
    @LookAt("create(..): each id that it acknowledged has to be a session of its own")
    void R1_sessions_opened_at_once_have_ids_of_their_own() {
        try (Desk desk = bench.desk()) {
            List<List<SessionId>> opened = Race.of(
                    6,
                    thread -> () -> IntStream.range(0, 10)
                            .mapToObj(i -> desk.client(thread)
                                    .registry()
                                    .open(desk.alice)
                                    .id())
                            .toList());
            Set<SessionId> ids = new HashSet<>();
            opened.forEach(ids::addAll);
            assertThat(ids).hasSize(60).allMatch(id -> id.value().version() == 4);
            assertThat(owned(desk.otherStore(), desk.alice)).isEqualTo(ids);
        }
    }

    private static Claim made(Desk desk, SessionId id, Principal owner) {
        Head unused = Results.done(desk.store().create(id, opening(owner)));
        return desk.claim(id, owner, Access.MANAGE);
    }

    private static Control opening(Principal owner) {
        return new Control(
                owner, new Stamp(1, UUID.randomUUID().getLeastSignificantBits()), 1, Map.of(), Map.of(), null);
    }

    private static Set<SessionId> owned(SessionStore store, Principal owner) {
        Set<SessionId> ids = new HashSet<>();
        store.owned(owner, null, 200).orElseThrow().heads().forEach(head -> ids.add(head.id()));
        return ids;
    }
}
