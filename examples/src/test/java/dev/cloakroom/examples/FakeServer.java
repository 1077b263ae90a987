package dev.cloakroom.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of the HTTP interface as the outage programs use, with one mistake planted. Without a mistake it shows that
 * the programs find the mistake and not the fake.
 */
final class FakeServer implements AutoCloseable {
    enum Mistake {
        NONE,
        /** Outage A: the id of the form becomes the session's. */
        ADOPTS_THE_ID_OF_THE_FORM,
        /** Outage A the other way round: one id for whoever uploads at the same time. */
        ISSUES_ONE_ID_TO_ALL,
        /** Files are looked up without their session. */
        SHOWS_EVERYBODYS_FILES,
        /** Outage B: the session of the body is taken as it comes. */
        NEVER_CHECKS_THE_OWNER,
        /** The owner is checked when writing and forgotten when reading. */
        CHECKS_THE_OWNER_FOR_CHAT_ONLY,
        /** Outage B: parallel messages overwrite each other, though each is acknowledged. */
        LOSES_MESSAGES,
        /** A message is there twice. */
        DOUBLES_MESSAGES,
        /** Others learn that the session exists. */
        REFUSES_IN_OTHER_WORDS
    }

    private record Stored(String owner, List<Map<String, Object>> messages, Map<String, String> files) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Mistake mistake;
    private final Map<String, Stored> sessions = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final AtomicInteger appends = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeServer(Mistake mistake) throws IOException {
        this.mistake = mistake;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String user = exchange.getRequestHeaders().getFirst("X-User-Id");
        List<String> path =
                List.of(exchange.getRequestURI().getPath().substring(1).split("/", -1));
        try (exchange) {
            if (path.contains("uploads")) {
                answer(exchange, 201, Map.of("session_id", upload(user, body)));
            } else if (path.contains("chat")) {
                chat(exchange, user, JSON.readTree(body));
            } else if (path.size() > 3) {
                session(exchange, user, path, body);
            } else {
                answer(exchange, 200, Map.of());
            }
        }
    }

    private String upload(String user, String form) {
        String[] parts = form.split("--cloakroom-examples-boundary(--)?\r\n", -1);
        String formId = content(parts[1]);
        boolean adopts = mistake == Mistake.ADOPTS_THE_ID_OF_THE_FORM && !formId.isEmpty();
        String fresh = mistake == Mistake.ISSUES_ONE_ID_TO_ALL
                ? "the-one"
                : UUID.randomUUID().toString();
        Stored stored = sessions.computeIfAbsent(adopts ? formId : fresh, id -> empty(user));
        stored.files().put(UUID.randomUUID().toString(), content(parts[2]));
        return adopts ? formId : fresh;
    }

    private static Stored empty(String user) {
        return new Stored(user, new ArrayList<>(), new ConcurrentHashMap<>());
    }

    private static String content(String part) {
        return part.substring(part.indexOf("\r\n\r\n") + 4, part.length() - 2);
    }

    private void chat(HttpExchange exchange, String user, JsonNode request) throws IOException {
        String wanted = request.path("session_id").asText();
        String id = wanted;
        if (wanted.isEmpty() || (wanted.contains(" ") && !names.containsKey(wanted))) {
            id = UUID.randomUUID().toString();
            sessions.put(id, empty(user));
            names.putIfAbsent(wanted, id);
        } else if (wanted.contains(" ")) {
            id = names.get(wanted);
        }
        Stored stored = sessions.get(id);
        if (isRefused(stored, user, "chat")) {
            refuse(exchange);
            return;
        }
        append(stored, "user", request.path("message").asText(), "assistant");
        answer(exchange, 200, Map.of("session_id", id));
    }

    private void session(HttpExchange exchange, String user, List<String> path, String body) throws IOException {
        Stored stored = sessions.get(path.get(3));
        String what = path.size() > 4 ? path.get(4) : "";
        if (isRefused(stored, user, what)) {
            refuse(exchange);
        } else if (exchange.getRequestMethod().equals("POST")) {
            append(stored, "user", JSON.readTree(body).at("/messages/0/content").asText());
            answer(exchange, 201, Map.of());
        } else if (what.equals("messages")) {
            synchronized (stored) {
                answer(exchange, 200, Map.of("data", stored.messages()));
            }
        } else if (path.size() > 5) {
            bytes(exchange, 200, "text/plain", file(path.get(5)));
        } else {
            answer(exchange, 200, Map.of("data", files(stored)));
        }
    }

    private String file(String id) {
        return sessions.values().stream()
                .filter(stored -> stored.files().containsKey(id))
                .map(stored -> stored.files().get(id))
                .findAny()
                .orElse("");
    }

    private List<Map<String, String>> files(Stored stored) {
        boolean all = mistake == Mistake.SHOWS_EVERYBODYS_FILES;
        return (all ? sessions.values().stream() : List.of(stored).stream())
                .flatMap(one -> one.files().keySet().stream())
                .map(id -> Map.of("file_id", id))
                .toList();
    }

    private void append(Stored stored, String role, String content, String... alsoBy) {
        int number = appends.incrementAndGet();
        if (mistake == Mistake.LOSES_MESSAGES && number % 7 == 0) {
            return;
        }
        synchronized (stored) {
            int copies = mistake == Mistake.DOUBLES_MESSAGES && number % 7 == 0 ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                add(stored, role, content);
            }
            for (String other : alsoBy) {
                add(stored, other, content);
            }
        }
    }

    private static void add(Stored stored, String role, String content) {
        int seq = stored.messages().size() + 1;
        stored.messages().add(Map.of("seq", seq, "role", role, "content", content));
    }

    private boolean isRefused(Stored stored, String user, String what) {
        boolean foreign = stored == null || !stored.owner().equals(user);
        return switch (mistake) {
            case NEVER_CHECKS_THE_OWNER -> stored == null;
            case CHECKS_THE_OWNER_FOR_CHAT_ONLY -> stored == null || (foreign && what.equals("chat"));
            default -> foreign;
        };
    }

    private void refuse(HttpExchange exchange) throws IOException {
        boolean other = mistake == Mistake.REFUSES_IN_OTHER_WORDS;
        String detail = other ? "This session is somebody else's" : "Session does not belong to user";
        answer(exchange, 403, Map.of("detail", detail, "code", "not_owner"));
    }

    private static void answer(HttpExchange exchange, int status, Object json) throws IOException {
        bytes(exchange, status, "application/json", JSON.writeValueAsString(json));
    }

    private static void bytes(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
