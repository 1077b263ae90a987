package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.Failpoint.Moment;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Property;

/** R10: an answer is the answer to what was asked, and to nothing that was asked before or beside it. */
@Family
final class ReplyProperties {
    private final Bench bench = Bench.current();

    /** One person's session, in which everything says whose it is. */
    private record Own(Claim claim, String mark) {
        /** What the store tells of somebody else when it is asked about this session, or empty. */
        Optional<String> wrongWith(SessionStore store) {
            Principal owner = claim.principal();
            Optional<Facts> facts = store.facts(claim.id(), owner);
            if (facts.isPresent()
                    && !(facts.get().id().equals(claim.id())
                            && facts.get().owner().equals(owner))) {
                return Optional.of("facts of another session");
            }
            Head head = Results.done(store.head(claim));
            if (!head.id().equals(claim.id())
                    || !mark.equals(head.control().metadata().get("mark"))) {
                return Optional.of("the record of another session");
            }
            if (!Snapshot.entries(store, claim).stream()
                    .allMatch(entry -> entry.content().equals(mark))) {
                return Optional.of("messages of another session");
            }
            boolean files = Results.done(store.artifacts().list(claim)).stream()
                    .allMatch(file -> file.name().equals(mark));
            boolean listed = store.owned(owner, null, 10).orElseThrow().heads().stream()
                    .allMatch(listedHead -> listedHead.id().equals(claim.id()));
            return files && listed ? Optional.empty() : Optional.of(files ? "another's listing" : "another's files");
        }
    }

    private static List<Own> owns(Desk desk, int count) {
        List<Own> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String mark = "mark " + i;
            Principal owner = desk.person(mark);
            SessionId id = desk.registry().open(owner, Map.of("mark", mark)).id();
            Claim claim = desk.claim(id, owner, Access.MANAGE);
            long last = desk.say(claim, mark) + desk.say(claim, mark);
            assertThat(Uploads.put(desk.store(), claim, mark, new byte[] {1}).name())
                    .as("after " + last)
                    .isEqualTo(mark);
            boolean unused = all.add(new Own(claim, mark));
        }
        return all;
    }

    @Property(tries = 1)
    @LookAt(
            "what calls share: connections, statements, buffers; each has to be one call's alone until its reply is read")
    void R10_who_ask_at_once_get_their_own_answers() {
        try (Desk desk = bench.desk()) {
            List<Own> owns = owns(desk, 4);
            List<Optional<String>> wrong = Race.of(
                    4,
                    thread -> () -> IntStream.range(0, 60)
                            .mapToObj(i -> owns.get(thread)
                                    .wrongWith(desk.client(i / 20).store()))
                            .flatMap(Optional::stream)
                            .findFirst());
            assertThat(wrong).as("what four people were told who asked at once").containsOnly(Optional.empty());
        }
    }

    @Property(tries = 1)
    @LookAt(
            "what becomes of a connection whose reply was lost: it must not be used again, its next reply is the lost one")
    void R10_after_a_lost_reply_the_next_answers_are_the_right_ones() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            List<Own> owns = owns(desk, 2);
            Map<String, Runnable> lost = looks(desk.store(), owns.get(0).claim());
            lost.forEach((name, call) -> {
                int steps = desk.steps().in(call);
                for (int step = 1; step <= steps; step++) {
                    Outcome failed = desk.steps()
                            .breaking(
                                    step,
                                    Moment.AFTER,
                                    false,
                                    () -> Outcome.of(() -> {
                                        call.run();
                                        return name;
                                    }));
                    assertThat(owns.get(1).wrongWith(desk.store()))
                            .as("what the next one is told, after the reply to " + name + " was lost: " + failed.name())
                            .isEmpty();
                    assertThat(owns.get(0).wrongWith(desk.store()))
                            .as("what the first one is told then")
                            .isEmpty();
                }
            });
        }
    }

    private static Map<String, Runnable> looks(SessionStore store, Claim claim) {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("facts", () -> {
            Object unused = store.facts(claim.id(), claim.principal());
        });
        all.put("head", () -> {
            Object unused = store.head(claim);
        });
        all.put("read", () -> {
            Object unused = Snapshot.entries(store, claim);
        });
        all.put("list", () -> {
            Object unused = store.artifacts().list(claim);
        });
        all.put("owned", () -> {
            Object unused = store.owned(claim.principal(), null, 10);
        });
        return all;
    }

    @Property(tries = 1)
    @LookAt("head(..), facts(..) and what else tells of a session: of the one that was asked for, whatever came before")
    void R10_asked_about_one_session_a_store_tells_of_that_one() {
        try (Desk desk = bench.desk()) {
            List<Own> owns = owns(desk, 3);
            for (int i = 0; i < 12; i++) {
                assertThat(owns.get(i % 3).wrongWith(desk.client(i / 3).store()))
                        .as("what is told of a session, after others were asked about")
                        .isEmpty();
            }
        }
    }
}
