package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the run made is removed, and nothing else. Lists are looked through before. */
public final class Removal implements Trial {
    private static final int MOST_PAGES = 50;
    private static final int HANDS = 16;

    @Override
    public String title() {
        return "everything that was made is removed";
    }

    @Override
    public void run(World world) throws InterruptedException {
        Map<Person, Set<String>> listed = new ConcurrentHashMap<>();
        each(world, person -> listed.put(person, listed(world, person))); // before anything is gone
        each(world, person -> remove(world, person, listed.getOrDefault(person, Set.of())));
    }

    /** A few at a time: it is no trial how many can be removed at once. */
    private static void each(World world, Consumer<Person> act) throws InterruptedException {
        Queue<Person> waiting = new ConcurrentLinkedQueue<>(world.people());
        Runnable hand = () -> {
            for (Person person = waiting.poll(); person != null; person = waiting.poll()) {
                act.accept(person);
            }
        };
        world.crowd.each(Collections.nCopies(HANDS, hand));
    }

    private static void remove(World world, Person person, Set<String> listed) {
        Set<String> made = world.made().stream()
                .filter(dialog -> dialog.owner().equals(person))
                .map(Dialog::id)
                .collect(Collectors.toSet());
        made.addAll(listed);
        int left = 0;
        Set<String> removed = new HashSet<>();
        for (String id : made) {
            Reply reply = world.wire.sendToAny(person, Call.delete(Api.session(id)));
            boolean gone = reply.isSuccess() || reply.isRefusal(); // refused: it was deleted before
            if (gone) {
                removed.add(id);
            } else {
                left++;
            }
        }
        if (left > 0) {
            world.left(left);
        }
        Set<String> still = listed(world, person);
        still.retainAll(removed);
        if (!still.isEmpty()) {
            world.findings.broken(
                    Check.DELETE,
                    new Violation(
                            "the list of sessions after all were deleted",
                            "none of this run",
                            String.join(" ", still)));
        }
    }

    /**
     * The sessions of this run that the person's list shows; whoever else owns one of them is looked for on the way.
     */
    private static Set<String> listed(World world, Person person) {
        Set<String> marked = new HashSet<>();
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            Reply list = world.persist(
                    Check.LOST, person, Call.get(Api.SESSIONS + "?limit=100" + after), "the list of own sessions");
            if (!world.needed(list, "listing sessions")) {
                break;
            }
            for (JsonNode session : list.json().path("data")) {
                String owner = session.path("owner").asText();
                boolean own = owner.equals(person.name());
                world.findings.expect(
                        Check.FOREIGN_DATA, own, "the list of own sessions", "own ones", session.toString());
                String mark = session.path("metadata").path(World.MARK).asText();
                // whoever was made up for this run has nothing else
                boolean madeUp = person.name().equals(world.marks.userName(person.number()));
                if (own && (madeUp || mark.equals(world.plan().run()))) {
                    marked.add(session.path("session_id").asText());
                }
            }
            if (!list.json().path("has_more").asBoolean()) {
                break;
            }
            after = "&after=" + list.field("last_id");
        }
        return marked;
    }
}
