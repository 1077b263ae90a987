package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import dev.cloakroom.testkit.Failpoint.Moment;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * R6: what was done under a key is done once, for the whole life of the session, and the key stands for one content.
 */
@Family
final class KeyProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt(
            "where keys are kept: each of them for the life of the session, not a window of the newest, not for a while")
    void R6_a_key_is_known_for_the_whole_life_of_a_session() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int i = 0; i < 250; i++) {
                Appended unused =
                        Results.done(desk.store().history().append(claim, Desk.keyed("key " + i, "text " + i)));
            }
            for (int hours = 0; hours < 5; hours++) {
                requireReplays(desk, claim, 0);
                requireReplays(desk, claim, 249);
                desk.age(Bench.IDLE.minus(Bench.MARGIN));
                long unused = desk.say(claim, "still here");
            }
            for (int i = 0; i < 250; i += 83) {
                requireReplays(desk, claim, i);
            }
            assertThat(desk.head(claim).lastSeq())
                    .as("messages after all retries")
                    .isEqualTo(255);
        }
    }

    private static void requireReplays(Desk desk, Claim claim, int i) {
        assertThat(desk.otherStore().history().append(claim, Desk.keyed("key " + i, "text " + i)))
                .as("a retry under key " + i)
                .isEqualTo(Result.done(new Appended.Replayed(i + 1L, i + 1L)));
    }

    @Property(tries = 1)
    @LookAt("append(..): the key is looked at before fence, expected end and limits")
    void R6_a_replay_comes_before_every_other_refusal() {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.MESSAGES, 2).with(Limit.HISTORY_BYTES, 6))) {
            Claim claim = desk.claimed(desk.alice);
            Turn turn = desk.registry().beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO);
            Append keyed = Append.of(List.of(Draft.user("abc"), Draft.user("def")))
                    .keyed(Desk.key("k"))
                    .expecting(0);
            assertThat(Results.name(desk.store().history().append(turn.claim(), keyed)))
                    .isEqualTo("done");
            turn.close();
            Result<Appended> replayed = Result.done(new Appended.Replayed(1, 2));
            for (Append again : List.of(keyed, keyed.leavingRoomFor(5, 500))) {
                assertThat(desk.otherStore().history().append(claim, again))
                        .as("a retry where the session is full and ends elsewhere")
                        .isEqualTo(replayed);
                assertThat(desk.otherStore().history().append(turn.claim(), again))
                        .as("a retry of a turn that is over")
                        .isEqualTo(replayed);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): the digest of the content is kept with the key and compared, before anything else is decided")
    void R6_other_content_under_a_key_is_refused() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Append first = Desk.keyed("k", "text");
            assertThat(Results.name(desk.store().history().append(claim, first)))
                    .isEqualTo("done");
            Snapshot before = Snapshot.of(desk.store(), claim);
            IdempotencyKey key = Desk.key("k");
            Draft draft = Draft.user("text");
            for (Append other : List.of(
                    Desk.keyed("k", "other text"),
                    Desk.keyed("k", "text "),
                    Append.of(Draft.of(Role.SYSTEM, "text")).keyed(key),
                    Append.of(draft.withMetadata(Map.of("a", "b"))).keyed(key),
                    Append.of(List.of(draft, draft)).keyed(key),
                    Append.of(draft).expecting(0).keyed(key),
                    Append.of(draft).keyed(key, "and more"))) {
                assertThat(Results.name(desk.otherStore().history().append(claim, other)))
                        .as("other content under a known key")
                        .isEqualTo("refused KEY_REUSED");
            }
            assertThat(Snapshot.of(desk.store(), claim))
                    .as("the session afterwards")
                    .isEqualTo(before);
            assertThat(desk.store().history().append(claim, first))
                    .as("the first content once more")
                    .isEqualTo(Result.done(new Appended.Replayed(1, 1)));
        }
    }

    @Property(tries = 1)
    @LookAt("where keys are kept: under the session, and key.scopedTo(author), which covers author, operation and text")
    void R6_keys_of_other_authors_operations_and_sessions_are_other_keys() {
        try (Desk desk = bench.desk()) {
            Claim alices = desk.claimed(desk.alice);
            Claim bobs = desk.shared(alices.id(), desk.alice, desk.bob, Access.APPEND);
            Claim mine = desk.claim(alices.id(), desk.alice, Access.APPEND);
            Claim elsewhere = desk.claimed(desk.alice);
            var history = desk.store().history();
            assertThat(history.append(mine, Desk.keyed("k", "alice's")).toString())
                    .contains("At[first=1");
            assertThat(Results.done(desk.otherStore().history().recorded(bobs, Desk.key("k"))))
                    .as("what bob is told of alice's key")
                    .isEmpty();
            assertThat(history.append(bobs, Desk.keyed("k", "bob's")).toString())
                    .as("the same key of another author")
                    .contains("At[first=2");
            Append reply = Append.of(Draft.user("reply")).keyed(Desk.key("k").step("reply"));
            assertThat(history.append(mine, reply).toString())
                    .as("the same key of another operation")
                    .contains("At[first=3");
            assertThat(history.append(elsewhere, Desk.keyed("k", "alice's")).toString())
                    .as("the same key in another session")
                    .contains("At[first=1");
            assertThat(history.append(mine, Desk.keyed("K", "capital")).toString())
                    .as("a key that differs in case")
                    .contains("At[first=4");
        }
    }

    @Property(tries = 1)
    @LookAt(
            "append(..): a key is recorded together with the entries, and never before it is certain that they are written")
    void R6_a_refused_append_leaves_its_key_unused() {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.MESSAGES, 2))) {
            Claim claim = desk.claimed(desk.alice);
            Append wrongEnd = Desk.keyed("a", "text").expecting(7);
            Append tooMany = Append.of(List.of(Draft.user("1"), Draft.user("2"), Draft.user("3")))
                    .keyed(Desk.key("b"));
            var history = desk.store().history();
            assertThat(Results.name(history.append(claim, wrongEnd))).isEqualTo("refused LAST_SEQ");
            assertThat(Results.name(history.append(claim, tooMany))).isEqualTo("refused MESSAGES");
            for (String key : List.of("a", "b")) {
                assertThat(Results.done(desk.otherStore().history().recorded(claim, Desk.key(key))))
                        .as("what is recorded under the key of a refused append")
                        .isEmpty();
                assertThat(Results.name(history.append(claim, Desk.keyed(key, "other " + key))))
                        .as("other content under the key of a refused append")
                        .isEqualTo("done");
            }
        }
    }

    @Property(tries = 1)
    @LookAt("recorded(..): the places of the append under this key, and nothing for a key that was never used")
    void R6_what_is_recorded_under_a_key_are_the_places_of_its_append() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            Append two = Append.of(List.of(Draft.user("x"), Draft.user("y"))).keyed(Desk.key("two"));
            var history = desk.otherStore().history();
            assertThat(Results.done(history.recorded(claim, Desk.key("two"))))
                    .as("an unused key")
                    .isEmpty();
            Appended at = Results.done(desk.store().history().append(claim, two));
            assertThat(Results.done(history.recorded(claim, Desk.key("two"))))
                    .isEqualTo(Optional.of(new Appended.Replayed(at.first(), at.last())));
            assertThat(Results.done(history.recorded(claim, Desk.key("used"))))
                    .isEqualTo(Optional.of(new Appended.Replayed(1, 1)));
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): looking whether the key is known and recording it have to be one atomic step")
    void R6_of_many_retries_at_once_one_appends() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int round = 0; round < 15; round++) {
                Append append = Desk.keyed("key " + round, "text " + round);
                List<Appended> places = Race.of(
                        5,
                        thread -> () -> Results.done(
                                desk.client(thread).store().history().append(claim, append)));
                assertThat(places)
                        .as("outcomes of five at once under one key")
                        .filteredOn(Appended.At.class::isInstance)
                        .hasSize(1);
                assertThat(places)
                        .extracting(Appended::first)
                        .as("the places they were told")
                        .containsOnly(round + 1L);
                assertThat(desk.head(claim).lastSeq())
                        .as("messages after " + (round + 1) + " keys")
                        .isEqualTo(round + 1L);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("append(..): entries and key are written in one atomic step, so that a lost reply loses neither")
    void R6_after_a_failure_the_retry_makes_it_exactly_one() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim probe = desk.claimed(desk.alice);
            int steps = desk.steps().in(() -> {
                Result<Appended> unused = desk.store().history().append(probe, Desk.keyed("k", "text"));
            });
            for (int step = 1; step <= steps; step++) {
                for (Moment when : Moment.values()) {
                    for (boolean forGood : new boolean[] {false, true}) {
                        Claim claim = desk.claimed(desk.alice);
                        Outcome first = desk.steps()
                                .breaking(
                                        step,
                                        when,
                                        forGood,
                                        () -> Outcome.of(
                                                () -> desk.store().history().append(claim, Desk.keyed("k", "text"))));
                        String told = "a retry, after the line broke " + when + " step " + step
                                + " and the store said: " + first.name();
                        Appended retried =
                                Results.done(desk.otherStore().history().append(claim, Desk.keyed("k", "text")));
                        assertThat(retried.first()).as("the place of " + told).isEqualTo(1);
                        assertThat(Snapshot.of(desk.store(), claim).contents())
                                .as("the history after " + told)
                                .containsExactly("text");
                    }
                }
            }
        }
    }

    @Property(tries = 20)
    @LookAt("where keys are compared: all 64 digits of key.scopedTo(author)")
    void R6_keys_that_differ_a_little_are_different(@ForAll @IntRange(max = 127) int at) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            String one = "k".repeat(128);
            String other = one.substring(0, at) + "K" + one.substring(at + 1);
            assertThat(Results.done(desk.store().history().append(claim, Desk.keyed(one, "a")))
                            .first())
                    .isEqualTo(1);
            assertThat(Results.done(desk.store().history().append(claim, Desk.keyed(other, "b")))
                            .first())
                    .isEqualTo(2);
        }
    }
}
