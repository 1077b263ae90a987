package dev.cloakroom.examples;

import static dev.cloakroom.examples.Demonstration.all;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.examples.Backend.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Outage A, "all concurrent users share one session id", replayed against any server that speaks the HTTP interface:
 * several users upload at once, and every form brings the same {@code session_id} along. Each upload has to become a
 * session of its own that only its user can open.
 *
 * <p>Arguments: the server's URL and how many users; {@code http://127.0.0.1:8080 5} when left out.
 */
public final class OutageA {
    private static final String SESSIONS = "/api/v1/sessions/";

    private final Backend backend;
    private final List<String> users;
    private final Report report;

    private OutageA(Backend backend, List<String> users, Report report) {
        this.backend = backend;
        this.users = users;
        this.report = report;
    }

    /** Replays the outage; exits with 0 when it is not there, 1 when it is, 2 when that could not be tried. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(demonstration().run(args, System.out));
    }

    static Demonstration demonstration() {
        return new Demonstration("OutageA", 5, (backend, users, report) -> new OutageA(backend, users, report).play());
    }

    private void play() {
        uploadAllAtOnce("an id that nobody was issued", UUID.randomUUID().toString());
        report.title("The first user uploads; from now on every browser sends the id of that session");
        Reply first = upload(0, "", "first");
        String victim = first.field("session_id");
        report.saw(first.status() == 201 && !victim.isEmpty(), "first upload: " + first.summary());
        uploadAllAtOnce("the id that the first user was issued", victim);
        report.saw(
                contents(0, victim).equals(Set.of(marker(0, "first"))),
                "the first user's session still holds the one file it began with");
    }

    private void uploadAllAtOnce(String what, String formId) {
        int number = users.size() - 1;
        report.title(number + " users upload at once; every form says session_id=" + what);
        List<CompletableFuture<Reply>> running = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            running.add(backend.upload(users.get(i), formId, marker(i, formId)));
        }
        List<Reply> uploads = all(running);
        report.saw(uploads.stream().allMatch(reply -> reply.status() == 201), "answers: " + Report.tally(uploads));
        List<String> ids =
                uploads.stream().map(reply -> reply.field("session_id")).toList();
        report.sawIds("concurrent uploads", ids);
        report.saw(!ids.contains(formId), "the id of the form was adopted " + count(ids, formId) + " times");
        lookAround(ids, formId);
    }

    /** Every owner looks into the own session, and the next user tries it too. */
    private void lookAround(List<String> ids, String wave) {
        List<Reply> neighbours = new ArrayList<>();
        int right = 0;
        for (int i = 0; i < ids.size(); i++) {
            right += contents(i, ids.get(i)).equals(Set.of(marker(i, wave))) ? 1 : 0;
            neighbours.add(backend.get(users.get(i + 1), SESSIONS + ids.get(i) + "/files")
                    .join());
        }
        report.sawOwners(right, ids.size());
        report.sawRefusals("same session by second user", neighbours);
    }

    /** What the files of a session hold, as this user sees them. */
    private Set<String> contents(int user, String session) {
        Reply list = backend.get(users.get(user), SESSIONS + session + "/files").join();
        Set<String> contents = new HashSet<>();
        for (JsonNode file : list.json().path("data")) {
            String path = SESSIONS + session + "/files/" + file.path("file_id").asText();
            contents.add(backend.get(users.get(user), path).join().text());
        }
        return contents;
    }

    private Reply upload(int user, String formId, String wave) {
        return backend.upload(users.get(user), formId, marker(user, wave)).join();
    }

    private String marker(int user, String wave) {
        return "marker of " + users.get(user) + " in " + wave;
    }

    private static long count(List<String> ids, String wanted) {
        return ids.stream().filter(wanted::equals).count();
    }
}
