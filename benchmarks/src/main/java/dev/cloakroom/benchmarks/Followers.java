package dev.cloakroom.benchmarks;

import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it costs that many people follow a session each while nobody writes: memory, threads, descriptors and processor
 * time of the server, seen from outside before they come and while they stay. At the end one message goes to some of
 * the sessions, and has to arrive.
 */
final class Followers {
    private static final Pattern SESSION_ID = Pattern.compile("\"session_id\":\"([0-9a-f-]{36})\"");
    private static final String SESSIONS = "/api/v1/sessions";
    private static final int SESSIONS_OF_ONE = 500;
    private static final int WAVE = 200;
    private static final int WOKEN = 100;
    private static final int PATIENCE_SECONDS = 60;
    private static final int IDLE_SECONDS = Integer.getInteger("idle", 60);

    private final ServerProcess server;
    private final int redisPort;
    private final int count;
    private final List<String> sessions = new ArrayList<>();

    private Followers(ServerProcess server, int redisPort, int count) {
        this.server = server;
        this.redisPort = redisPort;
        this.count = count;
    }

    /**
     * Lets people follow and tells what it took.
     *
     * @param arguments how many, and the store: {@code memory} or {@code redis}, or none for both
     * @return whether all could follow until the end
     */
    static boolean main(List<String> arguments) throws IOException, InterruptedException {
        int count = arguments.isEmpty() ? 10_000 : Integer.parseInt(arguments.get(0));
        List<String> stores = arguments.size() > 1 ? arguments.subList(1, 2) : List.of("memory", "redis");
        if (!List.of("memory", "redis").containsAll(stores)) {
            System.err.println("followers [how many] [memory or redis]");
            return false;
        }
        Machine.here().print(System.out);
        boolean well = true;
        for (String store : stores) {
            well &= store.equals("memory") ? onMemory(count) : onRedis(count);
        }
        return well;
    }

    private static boolean onMemory(int count) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.cloakroom("--max-followers", Integer.toString(count))) {
            return new Followers(server, 0, count).run("memory");
        }
    }

    private static boolean onRedis(int count) throws IOException, InterruptedException {
        try (RedisServer redis = RedisServer.start();
                ServerProcess server = ServerProcess.cloakroom(
                        "--max-followers",
                        Integer.toString(count),
                        "--store",
                        redis.uri("prefix=cr").toString())) {
            return new Followers(server, redis.port(), count).run("redis");
        }
    }

    private boolean run(String store) throws IOException, InterruptedException {
        open();
        Vitals before = Vitals.of(server, redisPort);
        try (Listeners listeners = new Listeners(server.port())) {
            long begun = System.nanoTime();
            if (!follow(listeners)) {
                System.out.printf(
                        Locale.ROOT, "%d of %d follow, %d ended%n", listeners.open(), count, listeners.ended());
                return false;
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            double processors = idle(listeners);
            Vitals during = Vitals.of(server, redisPort);
            boolean woken = wake(listeners);
            print(store, seconds, before, during);
            System.out.printf(
                    Locale.ROOT,
                    "%.3f processors over %d idle seconds, %d heartbeats, %d streams ended, %d of %d messages"
                            + " arrived%n",
                    processors,
                    IDLE_SECONDS,
                    listeners.heartbeats(),
                    listeners.ended(),
                    listeners.messages(),
                    WOKEN);
            return woken && listeners.ended() == 0;
        }
    }

    private String user(int follower) {
        return "follower-" + follower / SESSIONS_OF_ONE;
    }

    private void open() throws IOException {
        try (Connection connection = new Connection(server.port())) {
            for (int i = 0; i < count; i++) {
                Matcher id = SESSION_ID.matcher(connection.ask(Connection.post(SESSIONS, user(i), "{}"), 201));
                if (!id.find()) {
                    throw new IOException("no session_id");
                }
                sessions.add(SESSIONS + "/" + id.group(1));
            }
        }
    }

    private boolean follow(Listeners listeners) throws IOException {
        for (int i = 0; i < count; i++) {
            String path = sessions.get(i) + "/events";
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + user(i)
                    + "\r\nAccept: text/event-stream\r\n\r\n";
            listeners.add(request.getBytes(StandardCharsets.US_ASCII));
            int soFar = i + 1;
            boolean endOfWave = soFar % WAVE == 0 || soFar == count;
            if (endOfWave && !listeners.until(() -> listeners.open() + listeners.ended() >= soFar, PATIENCE_SECONDS)) {
                return false;
            }
        }
        return listeners.open() == count;
    }

    /** The share of a processor that the server takes while nothing happens. */
    private double idle(Listeners listeners) throws IOException {
        Duration before = server.cpu();
        long begun = System.nanoTime();
        boolean unused = listeners.until(() -> false, IDLE_SECONDS);
        return (double) server.cpu().minus(before).toNanos() / (System.nanoTime() - begun);
    }

    private boolean wake(Listeners listeners) throws IOException {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"anyone there?\"}]}";
        try (Connection connection = new Connection(server.port())) {
            for (int i = 0; i < WOKEN; i++) {
                int follower = (int) ((long) i * count / WOKEN);
                connection.exchange(Connection.post(sessions.get(follower) + "/messages", user(follower), body), 201);
            }
        }
        return listeners.until(() -> listeners.messages() >= WOKEN, PATIENCE_SECONDS);
    }

    private void print(String store, double seconds, Vitals before, Vitals during) {
        System.out.printf(Locale.ROOT, "%s: %d followers of a session each came in %.1f s%n", store, count, seconds);
        for (int i = 0; i < Vitals.names().length; i++) {
            long was = before.numbers()[i];
            long is = during.numbers()[i];
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %14d before, %14d with them, %10.1f for each%n",
                    Vitals.names()[i],
                    was,
                    is,
                    (double) (is - was) / count);
        }
    }
}
