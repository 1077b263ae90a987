package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Appends that meet: at one place, under one key, and as many as can be at once. */
public final class Races implements Trial {
    private static final int RUNNERS = 6;
    private static final int ROUNDS = 4;
    private static final int LONG_HISTORY = 600;
    private static final int BATCH = 100;
    private static final int KEYS = 110;

    @Override
    public String title() {
        return "appends meet at one place and under one key";
    }

    @Override
    public void run(World world) throws InterruptedException {
        Person owner = world.people().get(0);
        Dialog dialog = world.open(owner).orElse(null);
        if (dialog == null) {
            return;
        }
        Person guest = world.next(owner, 1);
        boolean shared = !guest.equals(owner) && dialog.share(guest, "append");
        Random random = world.random("races", 0);
        burst(world, dialog, shared ? List.of(owner, guest) : List.of(owner), random);
        for (int round = 0; round < ROUNDS; round++) {
            onePlace(world, dialog, random);
            oneKey(world, dialog, random);
        }
        reused(world, dialog, random);
        if (shared) {
            sameKey(world, dialog, guest, random);
        }
        turns(world, dialog, random);
        files(world, dialog);
        late(world, dialog, random);
        new Audit(world, dialog).run(true);
    }

    /** As many as can be at once. */
    private static void burst(World world, Dialog dialog, List<Person> people, Random random)
            throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            List<Runnable> acts = new ArrayList<>();
            for (int i = 0; i < RUNNERS; i++) {
                Person who = people.get(i % people.size());
                int slot = i;
                List<Draft> drafts = drafts(dialog, 1 + i * 4, random);
                acts.add(() -> {
                    boolean unused = world.needed(dialog.append(who, slot, drafts), "an append");
                });
            }
            world.crowd.each(acts);
        }
    }

    private static List<Draft> drafts(Dialog dialog, int number, Random random) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            drafts.add(Draft.user(dialog.content(random)));
        }
        return drafts;
    }

    /** Of many who expect the same end, one wins. */
    private static void onePlace(World world, Dialog dialog, Random random) throws InterruptedException {
        Reply before = world.wire.send(dialog.owner(), Call.get(Api.session(dialog.id())));
        if (!world.needed(before, "reading where a session ends")) {
            return;
        }
        long end = before.json().path("last_seq").asLong();
        List<Callable<Reply>> acts = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i++) {
            int slot = i;
            List<Draft> drafts = drafts(dialog, 1, random);
            acts.add(() -> {
                Reply reply = world.wire.send(dialog.owner(), Api.appendExpecting(dialog.id(), drafts, end), slot);
                dialog.wrote(slot, drafts, reply);
                return reply;
            });
        }
        List<Reply> replies = world.crowd.atOnce(acts);
        long won = replies.stream().filter(Reply::isSuccess).count();
        Reply behind = world.wire.send(dialog.owner(), Api.messages(dialog.id(), "limit=10&after=" + end));
        if (world.needed(behind, "reading what was won")) {
            int there = behind.json().path("data").size();
            world.findings.expect(
                    Check.REORDERED,
                    there <= 1,
                    RUNNERS + " appends at once that expect the same end",
                    "one message behind it",
                    there + " messages");
        }
        if (replies.stream().noneMatch(reply -> reply.isFailure() || reply.isLater())) {
            world.findings.expect(
                    Check.REORDERED,
                    won == 1,
                    RUNNERS + " appends at once that expect the same end",
                    "one wins",
                    won + " won");
        }
    }

    /** Of many under one key, all are told the same place. */
    private static void oneKey(World world, Dialog dialog, Random random) throws InterruptedException {
        List<Draft> drafts = drafts(dialog, 1, random);
        Call call = Api.append(dialog.id(), drafts).key(World.freshKey());
        List<Callable<Reply>> acts = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i++) {
            int slot = i;
            acts.add(() -> world.wire.send(dialog.owner(), call, slot));
        }
        List<Reply> replies = world.crowd.atOnce(acts);
        dialog.wrote(
                0, drafts, replies.stream().filter(Reply::isSuccess).findFirst().orElse(replies.get(0)));
        String places = replies.stream()
                .filter(Reply::isSuccess)
                .map(reply -> reply.json().at("/data/0/seq").asText())
                .distinct()
                .collect(Collectors.joining(" and "));
        world.findings.expect(
                Check.RETRIES,
                !places.contains("and"),
                "the same append at once under one key",
                "one place",
                "places " + places);
    }

    /** Other content under a key that was used: refused, and nothing changes. */
    private static void reused(World world, Dialog dialog, Random random) {
        String key = World.freshKey();
        List<Draft> first = drafts(dialog, 1, random);
        Reply taken =
                world.wire.send(dialog.owner(), Api.append(dialog.id(), first).key(key));
        dialog.wrote(0, first, taken);
        if (!world.needed(taken, "an append under a key")) {
            return;
        }
        List<Draft> other = drafts(dialog, 1, random);
        Reply reply =
                world.wire.send(dialog.owner(), Api.append(dialog.id(), other).key(key));
        dialog.wrote(0, other, reply);
        if (world.answered(reply, "other content under a key that was used")) {
            world.findings.expect(
                    Check.RETRIES,
                    reply.status() == 422,
                    "other content under a key that was used",
                    "422 key_reused",
                    World.seen(reply));
        }
    }

    /** A key is its author's: the same one of another author is another key. */
    private static void sameKey(World world, Dialog dialog, Person guest, Random random) {
        String key = World.freshKey();
        List<Draft> owners = drafts(dialog, 1, random);
        dialog.wrote(
                0,
                owners,
                world.wire.send(dialog.owner(), Api.append(dialog.id(), owners).key(key)));
        List<Draft> guests = drafts(dialog, 1, random);
        Reply reply = world.wire.send(guest, Api.append(dialog.id(), guests).key(key));
        dialog.wrote(1, guests, reply);
        if (world.answered(reply, "the key of one author used by another")) {
            world.findings.expect(
                    Check.RETRIES,
                    reply.isSuccess() && reply.header("idempotent-replayed").isEmpty(),
                    "the key of one author used by another in a shared session",
                    "a message of its own",
                    World.seen(reply));
        }
    }

    /** Files are added once under a key, keep their names, and go one by one. */
    private static void files(World world, Dialog dialog) {
        String name = "Report-" + world.marks.canary(dialog.room()) + ".TXT";
        Call call = Api.addFile(dialog.id(), name, world.marks.canary(dialog.room()));
        Reply first = world.wire.send(dialog.owner(), call.key(World.freshKey()));
        Reply twin = world.wire.send(dialog.owner(), call.key("twin-" + name));
        Reply again = world.wire.send(dialog.owner(), call.key("twin-" + name));
        if (!world.needed(first, "adding a file")
                || !world.needed(twin, "adding a file")
                || !world.needed(again, "adding a file again")) {
            return;
        }
        for (Reply reply : List.of(first, twin)) {
            world.marks.issued(reply.json().at("/files/0/file_id").asText(), dialog.room());
        }
        Reply listed = world.wire.send(dialog.owner(), Api.files(dialog.id()));
        if (!world.needed(listed, "listing files")) {
            return;
        }
        int there = listed.json().path("data").size();
        world.findings.expect(
                Check.RETRIES,
                there == 2,
                "two files added, one of them twice under its key",
                "two files",
                there + " files");
        String kept = listed.json().at("/data/0/name").asText();
        world.findings.expect(Check.CHANGED, kept.equals(name), "the name of a file", name, kept);
        String id = first.json().at("/files/0/file_id").asText();
        Reply removed = world.wire.send(dialog.owner(), Call.delete(Api.session(dialog.id()) + "/files/" + id));
        Reply rest = world.wire.send(dialog.owner(), Api.files(dialog.id()));
        if (world.needed(removed, "removing a file") && world.needed(rest, "listing files")) {
            int left = rest.json().path("data").size();
            world.findings.expect(
                    Check.LOST,
                    left == 1,
                    "removing one of two files of one name",
                    "one file left",
                    left + " files left");
        }
    }

    /** Questions at once: each reply stands behind its question, and none is lost. */
    private static void turns(World world, Dialog dialog, Random random) throws InterruptedException {
        if (!world.echoes()) {
            return;
        }
        List<Runnable> acts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String message = dialog.content(random);
            int slot = i;
            acts.add(() -> {
                Reply reply = dialog.chat(dialog.owner(), slot, message);
                if (reply.isSuccess()) {
                    long question = reply.json().at("/message/seq").asLong();
                    long answer = reply.json().at("/reply/seq").asLong();
                    String said = reply.json().at("/reply/content").asText();
                    world.findings.expect(
                            Check.REORDERED,
                            answer == question + 1,
                            "a turn among others",
                            "the reply behind its message",
                            "message " + question + ", reply " + answer);
                    world.findings.expect(Check.CHANGED, said.equals(message), "a reply that repeats", message, said);
                }
            });
        }
        world.crowd.each(acts);
    }

    /** A long history is kept whole, and a key is known after all of it and after many other keys. */
    private static void late(World world, Dialog dialog, Random random) {
        List<Draft> first = drafts(dialog, 1, random);
        Call keyed = Api.append(dialog.id(), first).key(World.freshKey());
        Reply early = world.wire.send(dialog.owner(), keyed);
        dialog.wrote(0, first, early);
        for (int written = 0; written < LONG_HISTORY; written += BATCH) {
            List<Draft> drafts = drafts(dialog, BATCH, random);
            Reply reply = world.wire.send(
                    dialog.owner(), Api.append(dialog.id(), drafts).key(World.freshKey()));
            dialog.wrote(0, drafts, reply);
            if (!world.needed(reply, "an append of a hundred messages")) {
                return;
            }
        }
        for (int i = 0; i < KEYS; i++) {
            List<Draft> drafts = drafts(dialog, 1, random);
            Call call = Api.append(dialog.id(), drafts).key(World.freshKey());
            dialog.wrote(0, drafts, world.wire.send(dialog.owner(), call));
        }
        Reply late = world.wire.send(dialog.owner(), keyed);
        String place = early.json().at("/data/0/seq").asText();
        if (early.isSuccess() && world.needed(late, "an append that is sent again much later")) {
            world.findings.expect(
                    Check.RETRIES,
                    late.json().at("/data/0/seq").asText().equals(place),
                    "an append that is sent again under its key, much later",
                    "place " + place,
                    World.seen(late));
        }
    }
}
