package dev.cloakroom.examples;

import static dev.cloakroom.examples.Demonstration.all;

import dev.cloakroom.examples.Backend.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Outage B, "anyone can post into anyone's chat", replayed against any server that speaks the HTTP interface: a second
 * user sends the first one's {@code session_id}, one user sends many messages in parallel, and many users chat at once.
 *
 * <p>Arguments: the server's URL and how many users; {@code http://127.0.0.1:8080 20} when left out.
 */
public final class OutageB {
    private static final String SESSIONS = "/api/v1/sessions/";
    private static final int APPENDS = 40;
    /** As many as one session takes at once: one is answered and four wait. */
    private static final int TURNS = 5;

    private final Backend backend;
    private final List<String> users;
    private final Report report;

    private OutageB(Backend backend, List<String> users, Report report) {
        this.backend = backend;
        this.users = users;
        this.report = report;
    }

    /** Replays the outage; exits with 0 when it is not there, 1 when it is, 2 when that could not be tried. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(demonstration().run(args, System.out));
    }

    static Demonstration demonstration() {
        return new Demonstration("OutageB", 20, (backend, users, report) -> new OutageB(backend, users, report).play());
    }

    private void play() {
        String first = users.get(0);
        report.title("The first user chats, the second one sends the same session_id");
        Reply opened = backend.chat(first, "", "the first user's message").join();
        String session = opened.field("session_id");
        report.saw(opened.status() == 200 && !session.isEmpty(), "first user: " + opened.summary());
        tryAs(users.get(1), session);
        int there = messages(first, session).size();
        report.saw(there == 2, "the first user's history holds 2 entries, message and reply; found " + there);
        tryName("test-session of " + first);
        sendInParallel(first, session);
        chatAllAtOnce();
    }

    private void tryAs(String intruder, String session) {
        report.sawRefusals(
                "same session by second user", all(List.of(backend.chat(intruder, session, "the intruder's message"))));
        report.sawRefusals(
                "appending to it, looking at it, reading, listing files, ending it",
                all(List.of(
                        backend.append(intruder, session, "the intruder's message"),
                        backend.get(intruder, SESSIONS + session),
                        backend.get(intruder, SESSIONS + session + "/messages"),
                        backend.get(intruder, SESSIONS + session + "/files"),
                        backend.delete(intruder, SESSIONS + session))));
    }

    /** A session_id that the client made up: a name where the server allows names, and refused where it does not. */
    private void tryName(String name) {
        Reply opened = backend.chat(users.get(0), name, "hello").join();
        if (opened.isRefusal()) {
            report.saw(true, "a made-up session_id: " + opened.summary());
            return;
        }
        report.saw(
                opened.status() == 200 && !opened.field("session_id").equals(name),
                "a made-up session_id is a name for a session with an id of its own: " + opened.summary());
        report.sawRefusals("same name by second user", all(List.of(backend.chat(users.get(1), name, "hello"))));
    }

    private void sendInParallel(String user, String session) {
        report.title("The first user sends many messages in parallel");
        long before = messages(user, session).size();
        List<String> appended = taken("messages", APPENDS, text -> backend.append(user, session, text));
        List<String> chatted = taken("questions", TURNS, text -> backend.chat(user, session, text));
        Messages kept = messages(user, session);
        int acknowledged = appended.size() + chatted.size();
        long there = appended.stream().filter(kept::holdOnce).count()
                + chatted.stream().filter(kept::holdAnswered).count();
        report.saw(there == acknowledged, acknowledged + " acknowledged, " + there + " kept, once each");
        long expected = before + appended.size() + 2L * chatted.size();
        report.saw(
                kept.size() == expected && kept.areWithoutGaps(),
                kept.size() + " entries of " + expected + (kept.areWithoutGaps() ? ", no gaps" : ", WITH GAPS"));
    }

    /** Sends so many at once and returns those that the server took. */
    private List<String> taken(String what, int number, Function<String, CompletableFuture<Reply>> send) {
        List<String> texts = IntStream.rangeClosed(1, number)
                .mapToObj(i -> "number " + i + " of the " + what)
                .toList();
        List<Reply> replies = all(texts.stream().map(send).toList());
        report.saw(
                replies.stream().allMatch(Reply::isSuccess),
                number + " parallel " + what + " of one user: " + Report.tally(replies));
        return IntStream.range(0, number)
                .filter(i -> replies.get(i).isSuccess())
                .mapToObj(texts::get)
                .toList();
    }

    private void chatAllAtOnce() {
        int number = users.size() - 1;
        report.title(number + " users chat at once");
        List<CompletableFuture<Reply>> running = new ArrayList<>();
        for (String user : users.subList(0, number)) {
            running.add(backend.chat(user, "", "marker of " + user));
        }
        List<Reply> replies = all(running);
        report.saw(replies.stream().allMatch(reply -> reply.status() == 200), "answers: " + Report.tally(replies));
        List<String> ids =
                replies.stream().map(reply -> reply.field("session_id")).toList();
        report.sawIds("users", ids);
        lookAround(ids);
    }

    private void lookAround(List<String> ids) {
        List<Reply> neighbours = new ArrayList<>();
        int right = 0;
        for (int i = 0; i < ids.size(); i++) {
            Messages seen = messages(users.get(i), ids.get(i));
            boolean own = seen.size() == 2 && seen.holdAnswered("marker of " + users.get(i));
            right += own ? 1 : 0;
            neighbours.add(
                    backend.chat(users.get(i + 1), ids.get(i), "not mine").join());
        }
        report.sawOwners(right, ids.size());
        report.sawRefusals("same session by second user", neighbours);
    }

    private Messages messages(String user, String session) {
        return new Messages(backend.get(user, SESSIONS + session + "/messages?after=0&limit=200")
                .join());
    }
}
