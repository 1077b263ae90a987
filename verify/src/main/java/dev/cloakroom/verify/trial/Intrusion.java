package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.EventStream;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Everybody tries every route on the sessions of a neighbour, and on sessions that are not there. */
public final class Intrusion implements Trial {
    private static final int FURNITURE = 5;
    /** Kinds of ids that each question is asked about. */
    private static final int KINDS = 5;
    /** Refusals beside those. */
    private static final int OTHERS = 3;
    /** Neighbours begin in other places, so that all questions are asked soon. */
    private static final int PLACES = 7;

    /** A session with something of everything in it. */
    private record Home(Dialog dialog, String file, Dialog deleted) {}

    @Override
    public String title() {
        return "everybody tries every route on sessions of others";
    }

    @Override
    public void run(World world) throws InterruptedException {
        Map<Integer, Home> homes = new HashMap<>();
        for (Person person : world.people()) {
            furnish(world, person).ifPresent(home -> homes.put(person.number(), home));
        }
        Map<Integer, String> before = new HashMap<>();
        homes.forEach((number, home) -> state(world, home).ifPresent(state -> before.put(number, state)));
        Coverage coverage =
                new Coverage(Probe.all("").stream().map(Probe::title).toList());
        Patience patience = world.patience();
        List<Runnable> acts = new ArrayList<>();
        for (Person person : world.people()) {
            Home victim = homes.get(world.next(person, 1).number());
            Home own = homes.get(person.number());
            if (victim != null && own != null && !own.equals(victim)) {
                acts.add(() -> intrude(world, person, own, victim, coverage, patience));
            }
        }
        world.crowd.each(acts);
        if (!acts.isEmpty()) {
            tell(world, coverage);
        }
        homes.forEach((number, home) -> {
            Optional<String> then = Optional.ofNullable(before.get(number));
            Optional<String> now = then.isPresent() ? state(world, home) : Optional.empty();
            now.ifPresent(after -> world.findings.expect(
                    Check.ACCESS,
                    after.equals(then.get()),
                    "a session that others tried",
                    "as it was before",
                    difference(then.get(), after)));
            new Audit(world, home.dialog()).run(false);
        });
    }

    private static Optional<Home> furnish(World world, Person person) {
        Random random = world.random("furniture", person.number());
        var dialog = world.open(person);
        var deleted = world.open(person);
        if (dialog.isEmpty() || deleted.isEmpty()) {
            return Optional.empty();
        }
        Dialog home = dialog.get();
        for (int i = 0; i < FURNITURE; i++) {
            Reply unused = home.append(person, person.number(), List.of(Draft.user(home.content(random))));
        }
        String canary = world.marks.canary(home.room());
        Reply file = world.wire.send(person, Api.addFile(home.id(), canary + ".txt", canary));
        String fileId = file.json().at("/files/0/file_id").asText();
        world.marks.issued(fileId, home.room());
        Reply gone =
                world.wire.send(person, Call.delete(Api.session(deleted.get().id())));
        boolean done = world.needed(file, "adding a file");
        done = world.needed(gone, "deleting a session") && done;
        return done ? Optional.of(new Home(home, fileId, deleted.get())) : Optional.empty();
    }

    /** Everything that its owner can see of a session; empty when some of it cannot be read now. */
    private static Optional<String> state(World world, Home home) {
        Person owner = home.dialog().owner();
        String id = home.dialog().id();
        StringBuilder all = new StringBuilder();
        for (Call call : List.of(
                Call.get(Api.session(id)),
                Api.files(id),
                Call.get(Api.session(id) + "/grants"),
                Api.messages(id, "limit=50"))) {
            Reply reply = world.wire.send(owner, call);
            if (!world.answered(reply, "looking at an own session")) {
                return Optional.empty();
            }
            all.append(reply.text()).append('\n');
        }
        return Optional.of(all.toString());
    }

    private static String difference(String before, String after) {
        int at = 0;
        while (at < Math.min(before.length(), after.length()) && before.charAt(at) == after.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 40);
        return "..." + after.substring(from, Math.min(after.length(), at + 80)) + "... where it was ..."
                + before.substring(from, Math.min(before.length(), at + 80));
    }

    /** What nobody asked, or how it was asked when the deployment slows down who asks too often. */
    private static void tell(World world, Coverage coverage) {
        List<String> missing = coverage.missing();
        if (!missing.isEmpty()) {
            world.untried(missing.size() + " of " + coverage.questions()
                    + " ways to ask for sessions of others were not tried, such as " + missing.get(0)
                    + world.slowed());
        } else if (world.wire.allowance().isKnown()) {
            world.note("every way to ask for sessions of others was tried, but not by everybody" + world.slowed());
        }
    }

    private static void intrude(
            World world, Person intruder, Home own, Home victim, Coverage coverage, Patience patience) {
        Random random = world.random("intrusion", intruder.number());
        for (Probe probe : Probe.from(intruder.number() * PLACES, intruder.name())) {
            boolean asks = wanted(world, probe, coverage)
                    && patience.grants(intruder, KINDS)
                    && wanted(world, probe, coverage); // meanwhile somebody else may have asked
            if (asks && ask(world, intruder, probe, own, victim, random)) {
                coverage.asked(probe.title());
            }
        }
        if (patience.grants(intruder, OTHERS)) {
            files(world, intruder, own, victim);
            cursors(world, intruder, victim, World.randomId(random));
            pretend(world, intruder, victim);
        }
    }

    /** Everybody asks everything; where that is too much, once is enough. */
    private static boolean wanted(World world, Probe probe, Coverage coverage) {
        return !world.wire.allowance().isKnown() || !coverage.has(probe.title());
    }

    /** One question about every kind of session; whether all were answered. */
    private static boolean ask(World world, Person intruder, Probe probe, Home own, Home victim, Random random) {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("foreign", victim.dialog().id());
        ids.put("unknown", World.randomId(random));
        ids.put("malformed", malformed(victim.dialog().id(), random, probe));
        ids.put("deleted", own.deleted().id());
        ids.put("foreign and deleted", victim.deleted().id());
        String first = "";
        boolean all = true;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            String answer = probe(world, intruder, probe, id.getKey(), id.getValue(), victim.file());
            alike(world, probe, id.getKey(), first, answer);
            first = first.isEmpty() ? answer : first;
            all = all && !answer.isEmpty();
        }
        return all;
    }

    private static String probe(World world, Person intruder, Probe probe, String kind, String id, String file) {
        Call call = probe.call().apply(id, file);
        String what = probe.title() + " on a session that is " + kind;
        if (probe.isStream()) {
            try (EventStream stream = world.wire.follow(intruder, call, intruder.number())) {
                if (stream.status() == 200) {
                    EventStream.Event unused = stream.next(200);
                    world.findings.broken(Check.ACCESS, new Violation(what, "403 not_owner", "a stream"));
                    return "";
                }
            }
        }
        Reply reply = world.wire.send(intruder, call);
        world.refused(Check.ACCESS, reply, what);
        return reply.isFailure() || reply.isLater() ? "" : reply.comparable();
    }

    private static void alike(World world, Probe probe, String kind, String first, String answer) {
        if (!first.isEmpty() && !answer.isEmpty()) {
            world.findings.expect(
                    Check.ORACLE_BYTES,
                    answer.equals(first),
                    probe.title() + " on a session that is " + kind,
                    "the same answer as for a foreign one: " + first,
                    answer);
        }
    }

    private static String malformed(String foreign, Random random, Probe probe) {
        List<String> ids = List.of(
                foreign.toUpperCase(Locale.ROOT),
                foreign.substring(1),
                foreign + "0",
                foreign.replace("-", ""),
                "x",
                foreign.replace('-', '_'));
        return probe.takesNames() ? ids.get(0) : ids.get(random.nextInt(ids.size()));
    }

    /** Files of others through a session of one's own. */
    private static void files(World world, Person intruder, Home own, Home victim) {
        String unknown = World.randomId(world.random("unknown file", intruder.number()));
        Reply foreign = world.wire.send(intruder, Api.file(own.dialog().id(), victim.file()));
        Reply none = world.wire.send(intruder, Api.file(own.dialog().id(), unknown));
        String what = "GET " + Api.SESSIONS + "/{id}/files/{id} of another's file through an own session";
        if (!world.answered(foreign, what) || !world.answered(none, what)) {
            return;
        }
        world.findings.expect(Check.ACCESS, foreign.status() == 404, what, "404", World.seen(foreign));
        world.findings.expect(
                Check.ORACLE_BYTES,
                foreign.comparable().equals(none.comparable()),
                what,
                "the same as for an unknown file: " + none.comparable(),
                foreign.comparable());
        Reply removed =
                world.wire.send(intruder, Call.delete(Api.session(own.dialog().id()) + "/files/" + victim.file()));
        world.findings.expect(
                Check.ACCESS,
                !removed.isSuccess(),
                "DELETE " + Api.SESSIONS + "/{id}/files/{id} of another's file through an own session",
                "a refusal",
                World.seen(removed));
    }

    /** Someone else's session as the place where a list goes on. */
    private static void cursors(World world, Person intruder, Home victim, String unknown) {
        Reply foreign = world.wire.send(
                intruder, Call.get(Api.SESSIONS + "?after=" + victim.dialog().id()));
        Reply none = world.wire.send(intruder, Call.get(Api.SESSIONS + "?after=" + unknown));
        String what = "GET " + Api.SESSIONS + " behind a session of another";
        if (!world.answered(foreign, what) || !world.answered(none, what)) {
            return;
        }
        world.findings.expect(
                Check.ACCESS,
                foreign.field("code").equals("invalid_cursor"),
                what,
                "400 invalid_cursor",
                World.seen(foreign));
        world.findings.expect(
                Check.ORACLE_BYTES,
                foreign.comparable().equals(none.comparable()),
                what,
                "the same as for an unknown one: " + none.comparable(),
                foreign.comparable());
    }

    /** Saying in the body or the query that one is somebody else, and what only operators may do. */
    private static void pretend(World world, Person intruder, Home victim) {
        String id = victim.dialog().id();
        String owner = victim.dialog().owner().name();
        String chat = "{\"message\":\"pretending\",\"session_id\":\"" + id + "\",\"user_id\":\"" + owner + "\"}";
        Map<String, Call> calls = Map.of(
                "POST " + Api.CHAT + " with the owner as user_id in the body",
                Call.json("POST", Api.CHAT, chat),
                "GET " + Api.SESSIONS + "/{id}/messages with the owner as user_id in the query",
                Api.messages(id, "limit=5&user_id=" + World.encoded(owner)),
                "POST /api/v1/admin/sessions/{id}/transfer as a user",
                Call.json(
                        "POST",
                        "/api/v1/admin/sessions/" + id + "/transfer",
                        "{\"to_user\":\"" + intruder.name() + "\"}"),
                "GET /api/v1/admin/overview as a user",
                Call.get("/api/v1/admin/overview"));
        calls.forEach((what, call) -> {
            Reply reply = world.wire.send(intruder, call);
            if (world.answered(reply, what)) {
                world.findings.expect(Check.ACCESS, reply.status() / 100 == 4, what, "a refusal", World.seen(reply));
            }
        });
    }
}
