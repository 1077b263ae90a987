package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.CutConnection;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One of those who write into a session at once, one thing after the other. For one thread. */
final class Writer {
    private static final int MANY = 10;
    private static final List<CutConnection.When> MOMENTS = List.of(CutConnection.When.values());

    private final World world;
    private final Dialog dialog;
    private final Person who;
    private final int slot;
    private final Random random;
    private int instance;

    /**
     * A writer.
     *
     * @param slot which of the writers of this session
     */
    Writer(World world, Dialog dialog, Person who, int slot) {
        this.world = world;
        this.dialog = dialog;
        this.who = who;
        this.slot = slot;
        this.random = world.random("writer", who.number() * MANY + slot);
        this.instance = slot;
    }

    /** The next thing, whatever it is. */
    void act() {
        instance++;
        switch (random.nextInt(MANY)) {
            case 0, 1 -> readBack(append(1));
            case 2 -> readBack(append(2 + random.nextInt(4)));
            case 3, 4 -> twice();
            case 5 -> cutAndAgain();
            case 6 -> cut();
            case 7 -> chat();
            case 8 -> metadata();
            default -> file();
        }
    }

    private List<Draft> drafts(int number) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            drafts.add(Draft.user(dialog.content(random)));
        }
        return drafts;
    }

    private Reply append(int number) {
        Reply reply = dialog.append(who, slot, drafts(number));
        boolean unused = world.needed(reply, "an append");
        return reply;
    }

    /** What was acknowledged is read at once from the next instance. */
    private void readBack(Reply reply) {
        JsonNode stored = reply.json().at("/data/0");
        if (!reply.isSuccess() || stored.isMissingNode()) {
            return;
        }
        long seq = stored.path("seq").asLong();
        Reply read = world.wire.send(who, Api.messages(dialog.id(), "after=" + (seq - 1) + "&limit=1"), instance + 1);
        if (world.needed(read, "reading back")) {
            JsonNode found = read.json().at("/data/0");
            boolean same = found.path("seq").asLong() == seq
                    && found.path("content")
                            .asText()
                            .equals(stored.path("content").asText());
            world.findings.expect(
                    Check.READ_YOUR_WRITES,
                    same,
                    "reading what was just acknowledged",
                    "place " + seq + " as written",
                    World.seen(read));
        }
    }

    /** The same under the same key again, on another instance: the first answer comes back. */
    private void twice() {
        List<Draft> drafts = drafts(1 + random.nextInt(2));
        Call call = Api.append(dialog.id(), drafts).key(World.freshKey());
        Reply first = dialog.insist(who, slot, drafts, call);
        Reply again = world.persist(Check.RETRIES, who, call, "an append that is sent again under its key");
        if (world.needed(first, "an append under a key") && world.needed(again, "the same append again")) {
            String places = places(first);
            boolean same = places(again).equals(places)
                    && again.header("idempotent-replayed").equals("true");
            world.findings.expect(
                    Check.RETRIES,
                    same,
                    "an append that is sent again under its key",
                    "the first answer: places " + places,
                    "places " + places(again) + ", Idempotent-Replayed: " + again.header("idempotent-replayed"));
        }
    }

    private static String places(Reply reply) {
        return String.join(",", reply.json().path("data").findValuesAsText("seq"));
    }

    /** A connection breaks somewhere; the same key finds out what came of it. */
    private void cutAndAgain() {
        List<Draft> drafts = drafts(1);
        Call call = Api.append(dialog.id(), drafts).key(World.freshKey());
        CutConnection.When when = MOMENTS.get(random.nextInt(MOMENTS.size()));
        boolean unused = world.wire.cut(who, call, instance, when);
        Reply reply = dialog.insist(who, slot, drafts, call);
        if (world.needed(reply, "an append after a cut connection")) {
            world.findings.held(Check.RETRIES, "an append that is sent again after its connection broke: " + when);
        }
    }

    /** A connection breaks, and nobody asks what came of it. */
    private void cut() {
        Draft draft = Draft.user(dialog.content(random));
        boolean unused = world.wire.cut(
                who,
                Api.append(dialog.id(), List.of(draft)),
                instance,
                random.nextBoolean() ? CutConnection.When.SENT : CutConnection.When.HALF_SENT);
        dialog.lostSightOf(slot, draft);
    }

    private void chat() {
        if (!world.echoes()) {
            readBack(append(1));
            return;
        }
        String message = dialog.content(random);
        Reply reply = dialog.chat(who, slot, message);
        if (reply.status() != 409) { // too many are waiting for their turn: so it should be
            boolean unused = world.needed(reply, "a turn");
        }
        if (reply.isSuccess()) {
            String said = reply.json().at("/reply/content").asText();
            world.findings.expect(Check.CHANGED, said.equals(message), "a reply that repeats", message, said);
        }
    }

    private void metadata() {
        String value = world.marks.canary(dialog.room());
        String name = "writer-" + slot;
        Reply patched = world.wire.send(who, Api.patch(dialog.id(), Map.of(name, value)), instance);
        if (!world.needed(patched, "a change of metadata")) {
            return;
        }
        Reply read = world.wire.send(who, Call.get(Api.session(dialog.id())), instance + 1);
        if (world.needed(read, "reading metadata")) {
            world.findings.expect(
                    Check.READ_YOUR_WRITES,
                    read.json().path("metadata").path(name).asText().equals(value),
                    "reading metadata that was just acknowledged",
                    name + " is " + value,
                    World.seen(read));
        }
    }

    private void file() {
        String canary = world.marks.canary(dialog.room());
        Reply added = world.wire.send(who, Api.addFile(dialog.id(), canary + ".txt", canary), instance);
        if (added.field("code").equals("limit_reached") || !world.needed(added, "adding a file")) {
            return;
        }
        String id = added.json().at("/files/0/file_id").asText();
        world.marks.issued(id, dialog.room());
        Reply read = world.wire.send(who, Api.file(dialog.id(), id), instance + 1);
        if (world.needed(read, "downloading a file")) {
            world.findings.expect(
                    Check.READ_YOUR_WRITES,
                    read.text().equals(canary),
                    "downloading a file that was just acknowledged",
                    canary,
                    World.seen(read));
        }
        Reply gone = world.wire.send(who, Call.delete(Api.session(dialog.id()) + "/files/" + id), instance);
        boolean unused = world.needed(gone, "removing a file");
    }
}
