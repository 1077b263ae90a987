package dev.cloakroom.examples.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A chat page and the backend for it: people sign in here, and everything below {@code /api} goes on to Cloakroom with
 * their name on it. The browser has a cookie that says nothing and a session id that opens nothing; who it is, it never
 * says. Listens on loopback. Thread-safe.
 */
public final class BrowserChat implements AutoCloseable {
    private static final Map<String, String> PAGES =
            Map.of("/", "index.html", "/page.js", "page.js", "/page.css", "page.css");
    private static final Map<String, String> TYPES =
            Map.of("index.html", "text/html;charset=utf-8", "page.js", "text/javascript", "page.css", "text/css");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final int MOST_LOGIN_BYTES = 1024;
    private static final int MOST_AT_ONCE = 64; // a followed session takes one of them
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_ONCE);
    private final Logins logins;
    private final Forwarding forwarding;

    private BrowserChat(HttpServer server, Logins logins, URI cloakroom) {
        this.server = server;
        this.logins = logins;
        this.forwarding = new Forwarding(cloakroom);
    }

    /** Where Cloakroom is, and the port of the page: {@code http://127.0.0.1:8080 8081}. */
    public static void main(String[] args) throws IOException {
        Logins logins = new Logins("ann", "ben");
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 8081;
        BrowserChat chat = start(URI.create(args.length > 0 ? args[0] : "http://127.0.0.1:8080"), port, logins);
        System.out.println("The page is ready on " + chat.url() + "; sign in as");
        logins.passwords().forEach((user, password) -> System.out.println("  " + user + " with " + password));
    }

    static BrowserChat start(URI cloakroom, int port, Logins logins) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        BrowserChat chat = new BrowserChat(server, logins, cloakroom);
        server.setExecutor(chat.threads);
        var unused = server.createContext("/", chat::answer);
        server.start();
        return chat;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (!isFromOwnPage(exchange)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            String path = exchange.getRequestURI().getRawPath();
            Optional<String> user = logins.user(header(exchange, "Cookie"));
            switch (path) {
                case "/", "/page.js", "/page.css" -> page(exchange, Objects.requireNonNull(PAGES.get(path)));
                case "/login" -> signIn(exchange);
                case "/logout" -> end(exchange, 204, logins.signOut(header(exchange, "Cookie")));
                case "/me" -> me(exchange, user);
                default -> api(exchange, path, user);
            }
        }
    }

    /** Pages of other sites reach this port too: their requests name them as origin, or another host as theirs. */
    private boolean isFromOwnPage(HttpExchange exchange) {
        String host = header(exchange, "Host");
        int port = server.getAddress().getPort();
        boolean known = host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port);
        boolean reads = exchange.getRequestMethod().equals("GET");
        return known && (reads || header(exchange, "Origin").equals("http://" + host));
    }

    private void api(HttpExchange exchange, String path, Optional<String> user) throws IOException {
        boolean known =
                path.startsWith("/api/v1/") && !path.contains("/.") && METHODS.contains(exchange.getRequestMethod());
        if (!known) {
            exchange.sendResponseHeaders(404, -1);
        } else if (user.isEmpty()) {
            exchange.sendResponseHeaders(401, -1);
        } else {
            forwarding.forward(exchange, user.get());
        }
    }

    private void signIn(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_LOGIN_BYTES);
        Optional<String> cookie = Optional.empty();
        if (exchange.getRequestMethod().equals("POST")) {
            try {
                JsonNode login = JSON.readTree(body);
                cookie = logins.signIn(
                        login.path("user").asText(), login.path("password").asText());
            } catch (JsonProcessingException e) {
                // Nothing that could be a login.
            }
        }
        end(exchange, cookie.isPresent() ? 204 : 401, cookie.orElse(""));
    }

    private static void end(HttpExchange exchange, int status, String cookie) throws IOException {
        if (!cookie.isEmpty()) {
            exchange.getResponseHeaders().set("Set-Cookie", cookie);
        }
        exchange.sendResponseHeaders(status, -1);
    }

    private static void me(HttpExchange exchange, Optional<String> user) throws IOException {
        send(exchange, "application/json", JSON.writeValueAsBytes(Map.of("user", user.orElse(""))));
    }

    private static void page(HttpExchange exchange, String name) throws IOException {
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        try (InputStream file = Objects.requireNonNull(BrowserChat.class.getResourceAsStream(name))) {
            send(exchange, Objects.requireNonNull(TYPES.get(name)), file.readAllBytes());
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    @Override
    public void close() {
        server.stop(0);
        var unused = threads.shutdownNow();
    }
}
