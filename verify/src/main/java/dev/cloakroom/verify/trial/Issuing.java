package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Marks.Room;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Everybody opens, uploads and chats at once, and brings ids along that are not to be adopted. */
public final class Issuing implements Trial {
    private static final int ROUNDS = 3;

    private final Map<String, String> issued = new ConcurrentHashMap<>();

    @Override
    public String title() {
        return "everybody opens sessions and uploads at once";
    }

    @Override
    public void run(World world) throws InterruptedException {
        String shared = World.randomId(world.random("the id of every form", 0));
        String key = World.freshKey();
        for (int round = 0; round < ROUNDS; round++) {
            List<Runnable> acts = new ArrayList<>();
            for (Person person : world.people()) {
                Random random = world.random("issuing", person.number() * ROUNDS + round);
                acts.add(() -> plain(world, person));
                acts.add(() -> bringing(world, person, shared));
                acts.add(() -> uploading(world, person, shared, random));
            }
            world.crowd.each(acts);
        }
        chats(world);
        world.crowd.each(world.people().stream()
                .<Runnable>map(person -> () -> adopting(world, person, shared))
                .toList());
        names(world);
        keys(world, key);
    }

    private void plain(World world, Person person) {
        world.open(person).ifPresent(dialog -> fresh(world, dialog.id(), "opening a session as " + person));
    }

    private void bringing(World world, Person person, String id) {
        Room room = world.marks.room(person.number());
        Map<String, String> metadata = Map.of(World.MARK, world.plan().run(), "title", world.marks.canary(room));
        Reply reply = world.wire.send(person, Api.openAs(id, metadata));
        if (world.needed(reply, "opening a session with an id brought along")) {
            took(world, person, room, reply, id, "opening a session with id and session_id in the body");
        }
    }

    private void uploading(World world, Person person, String id, Random random) {
        Room room = world.marks.room(person.number());
        String name = world.marks.canary(room) + ".txt";
        String content = world.marks.canary(room) + " " + random.nextInt();
        Reply reply = world.wire.send(person, Call.upload(Api.UPLOADS, id, name, content));
        if (!world.needed(reply, "uploading")) {
            return;
        }
        took(world, person, room, reply, id, "uploading with session_id in the form");
        String session = reply.field("session_id");
        for (JsonNode file : reply.json().path("files")) {
            String fileId = file.path("file_id").asText();
            world.marks.issued(fileId, room);
            fresh(world, fileId, "a file uploaded by " + person);
            Reply bytes = world.wire.send(person, Api.file(session, fileId));
            if (!world.needed(bytes, "downloading an own file")) {
                continue;
            }
            world.findings.expect(
                    Check.CHANGED, bytes.text().equals(content), "downloading an own file", content, World.seen(bytes));
        }
    }

    private void took(World world, Person person, Room room, Reply reply, String brought, String what) {
        String id = reply.field("session_id");
        world.findings.expect(
                Check.CLIENT_IDS, !id.equals(brought), what, "an id of the server's", "the client's own: " + id);
        Dialog dialog = world.remember(person, room, id);
        fresh(world, dialog.id(), what + " as " + person);
    }

    private void fresh(World world, String id, String what) {
        String before = issued.putIfAbsent(id, what);
        if (before != null) {
            world.findings.broken(
                    Check.UNIQUE_IDS, new Violation(what, "an id that nothing else has", id + ", as " + before));
        } else {
            boolean v4 = World.V4.matcher(id).matches();
            world.findings.expect(Check.UNIQUE_IDS, v4, what, "a fresh v4 UUID", id);
        }
    }

    /** The first message of each user opens a session; whether the deployment repeats what is said is learned here. */
    private void chats(World world) throws InterruptedException {
        List<Callable<Boolean>> acts = new ArrayList<>();
        for (Person person : world.people()) {
            acts.add(() -> {
                Room room = world.marks.room(person.number());
                String message = world.marks.canary(room) + " hello";
                Reply reply = world.wire.send(person, Api.chat("", message));
                if (!world.needed(reply, "a first message")) {
                    return false;
                }
                Dialog dialog = world.remember(person, room, reply.field("session_id"));
                fresh(world, dialog.id(), "a first message of " + person);
                dialog.chatted(0, message, reply);
                return reply.json().at("/reply/content").asText().equals(message);
            });
        }
        List<Boolean> echoed = world.crowd.atOnce(acts);
        world.echoes(echoed.stream().anyMatch(one -> one));
        if (!world.echoes()) {
            world.note("replies do not repeat the message: a model answers, and few turns are taken");
        }
    }

    /** An id that nobody issued opens nothing, for nobody. */
    private static void adopting(World world, Person person, String id) {
        world.refused(
                Check.CLIENT_IDS,
                world.wire.send(person, Api.messages(id, "limit=1")),
                "reading the session whose id everybody brought along");
        Reply reply = world.wire.send(person, Api.chat(id, "hello"));
        if (reply.isSuccess() && reply.field("session_id").equals(id)) {
            Dialog unusedDialog = world.remember(person, world.marks.room(person.number()), id);
        }
        world.refused(Check.CLIENT_IDS, reply, "chatting with an unknown UUID as session_id");
    }

    /** Where clients may choose names, a name is no id, and stands for its first user's session only. */
    private void names(World world) {
        String name = "verify " + world.plan().run();
        Person first = world.people().get(0);
        Room room = world.marks.room(first.number());
        String message = world.marks.canary(room) + " by name";
        Reply reply = world.wire.send(first, Api.chat(name, message));
        if (!reply.isSuccess()) {
            world.refused(Check.CLIENT_IDS, reply, "chatting with a made-up session_id");
            return;
        }
        took(world, first, room, reply, name, "chatting with a made-up session_id");
        if (world.people().size() > 1) {
            Person other = world.people().get(1);
            Reply second = world.wire.send(other, Api.chat(name, "hello"));
            world.refused(Check.ACCESS, second, "chatting with a name that another user chose");
            Room own = world.marks.room(other.number());
            Reply third = world.wire.send(other, Api.chat(name + " too", world.marks.canary(own) + " by another name"));
            if (third.isRefusal()) {
                world.findings.broken(
                        Check.CLIENT_IDS,
                        new Violation(
                                "chatting with another made-up session_id",
                                "a session of one's own",
                                World.seen(third)));
            } else if (world.needed(third, "chatting with a name of one's own")) {
                took(world, other, own, third, name + " too", "chatting with another made-up session_id");
            }
        }
    }

    /** A key is its author's: two people may have the same one. */
    private void keys(World world, String key) throws InterruptedException {
        List<Callable<Optional<String>>> acts = new ArrayList<>();
        for (Person person : world.people()) {
            Room room = world.marks.room(person.number());
            Call call = Api.open(Map.of(World.MARK, world.plan().run(), "title", world.marks.canary(room)))
                    .key(key);
            acts.add(() -> opened(world, person, room, call));
        }
        Map<String, Integer> seen = new HashMap<>();
        for (Optional<String> id : world.crowd.atOnce(acts)) {
            id.ifPresent(one -> seen.merge(one, 1, Integer::sum));
        }
        seen.forEach((id, times) -> {
            world.findings.expect(
                    Check.RETRIES,
                    times == 1,
                    "opening under one key as several users",
                    "a session each",
                    times + " users got " + id);
        });
    }

    private static Optional<String> opened(World world, Person person, Room room, Call call) {
        Reply first = world.wire.send(person, call);
        if (first.isRefusal() || first.status() == 422) {
            world.findings.broken(
                    Check.RETRIES,
                    new Violation(
                            "opening under a key that other users have too",
                            "a session of one's own",
                            World.seen(first)));
        }
        if (!world.needed(first, "opening under a key")) {
            return Optional.empty();
        }
        String id = first.field("session_id");
        Dialog unused = world.remember(person, room, id);
        Reply again = world.wire.send(person, call);
        if (world.needed(again, "opening again under its key")) {
            String same = again.field("session_id");
            if (!same.equals(id)) {
                Dialog unusedDialog = world.remember(person, room, same);
            }
            world.findings.expect(
                    Check.RETRIES,
                    same.equals(id),
                    "opening again under the same key",
                    "the same session",
                    same + " and not " + id);
        }
        return Optional.of(id);
    }
}
