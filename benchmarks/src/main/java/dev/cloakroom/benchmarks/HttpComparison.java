package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route of the server beside the bare handler, both running, asked in turns by {@value #CONNECTIONS} connections from
 * a third process. Every connection is another user with a session of their own, new at each slice; what a slice leaves
 * behind is deleted after it, outside the clock.
 */
final class HttpComparison {
    private static final int CONNECTIONS = 8;
    private static final String TEXT = "m".repeat(200);
    private static final int PAIRS = Integer.getInteger("pairs", 9);
    private static final int WARM_UP_PAIRS = Integer.getInteger("warmup", 8);
    private static final double SLICE_SECONDS = 1.5;
    private static final Pattern VARYING = Pattern.compile("\"(seq|last_seq|created_at)\":(\"[^\"]*\"|\\d+)");
    private static final Pattern SESSION_ID = Pattern.compile("\"session_id\":\"([0-9a-f-]{36})\"");

    private final String title;
    private final int status;
    private final double bound;
    private final BiFunction<String, String, byte[]> request;

    private HttpComparison(String title, int status, double bound, BiFunction<String, String, byte[]> request) {
        this.title = title;
        this.status = status;
        this.bound = bound;
        this.request = request;
    }

    static HttpComparison messages() {
        return new HttpComparison(
                "HttpMessages: POST /api/v1/sessions/{id}/messages / bare Javalin handler",
                201,
                0.7,
                (user, session) -> Connection.post(
                        "/api/v1/sessions/" + session + "/messages",
                        user,
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}"));
    }

    static HttpComparison chat() {
        return new HttpComparison(
                "HttpChat: POST /api/v1/chat/send, echo / bare Javalin handler",
                200,
                0.5,
                (user, session) -> Connection.post(
                        "/api/v1/chat/send",
                        user,
                        "{\"message\":\"" + TEXT + "\",\"session_id\":\"" + session + "\"}"));
    }

    Table run() throws IOException, InterruptedException, ExecutionException {
        try (ServerProcess ours = ServerProcess.cloakroom();
                ServerProcess bare = ServerProcess.bare()) {
            requireSameAnswer(ours, bare);
            for (int i = 0; i < WARM_UP_PAIRS; i++) {
                compare(i, ours, bare, new Pairs(), new Pairs());
            }
            Pairs throughput = new Pairs();
            Pairs processor = new Pairs();
            for (int i = 0; i < PAIRS; i++) {
                compare(i, ours, bare, throughput, processor);
            }
            return new Table(title)
                    .with("throughput, 8 connections", "req/s", throughput, Target.atLeast(bound))
                    .with("processor time of the server", "us/req", processor, Target.none());
        }
    }

    private void compare(int turn, ServerProcess ours, ServerProcess bare, Pairs throughput, Pairs processor)
            throws IOException, InterruptedException, ExecutionException {
        Slice first = slice(turn % 2 == 0 ? ours : bare, ours);
        Slice second = slice(turn % 2 == 0 ? bare : ours, ours);
        Slice own = turn % 2 == 0 ? first : second;
        Slice other = turn % 2 == 0 ? second : first;
        throughput.add(own.perSecond(), other.perSecond());
        processor.add(own.cpuMicros(), other.cpuMicros());
    }

    /** Some time with one server; sessions are opened and deleted on ours for both. */
    private Slice slice(ServerProcess asked, ServerProcess ours)
            throws IOException, InterruptedException, ExecutionException {
        List<String> sessions = new ArrayList<>();
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            String session = open(ours, "user-" + i);
            sessions.add(session);
            requests.add(request.apply("user-" + i, session));
        }
        Slice slice = Slice.of(asked, requests, status, SLICE_SECONDS);
        try (Connection connection = new Connection(ours.port())) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connection.exchange(Connection.delete("/api/v1/sessions/" + sessions.get(i), "user-" + i), 204);
            }
        }
        return slice;
    }

    private static String open(ServerProcess ours, String user) throws IOException {
        try (Connection connection = new Connection(ours.port())) {
            Matcher id = SESSION_ID.matcher(connection.ask(Connection.post("/api/v1/sessions", user, "{}"), 201));
            if (!id.find()) {
                throw new IOException("no session was opened");
            }
            return id.group(1);
        }
    }

    /** The comparison is of the same document, but for places and instants. */
    private void requireSameAnswer(ServerProcess ours, ServerProcess bare) throws IOException {
        byte[] asked = request.apply("somebody", open(ours, "somebody"));
        try (Connection own = new Connection(ours.port());
                Connection other = new Connection(bare.port())) {
            String answer = constant(own.ask(asked, status));
            String bareAnswer = constant(other.ask(asked, status));
            if (!answer.equals(bareAnswer)) {
                throw new IOException("the two answers differ:\n" + answer + "\n" + bareAnswer);
            }
        }
    }

    private static String constant(String answer) {
        return VARYING.matcher(answer).replaceAll("\"$1\":0");
    }
}
