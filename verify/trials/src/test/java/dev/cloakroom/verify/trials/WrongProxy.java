package dev.cloakroom.verify.trials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Something before a server that has one bug: whole servers are wrong in such ways, and gateways and caches too. */
final class WrongProxy implements AutoCloseable {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "date", "expect");

    private final URI upstream;
    private final HttpBug bug;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    WrongProxy(String upstream, HttpBug bug) throws IOException {
        this.upstream = URI.create(upstream);
        this.bug = bug;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Asked asked = new Asked(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
            if (asked.method().equals("GET") && asked.path().endsWith("/events")) {
                stream(exchange, asked);
            } else {
                answer(exchange, bug.answer(asked, this::forward));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, Answered answered) throws IOException {
        answered.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = answered.body().getBytes(StandardCharsets.UTF_8);
        boolean bare = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
        exchange.sendResponseHeaders(answered.status(), bare ? -1 : bytes.length);
        if (!bare) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answered forward(Asked asked) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request(asked), BodyHandlers.ofString());
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                headers.put(name, values.get(0));
            }
        });
        return new Answered(response.statusCode(), headers, response.body());
    }

    private HttpRequest request(Asked asked) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(upstream + asked.target()))
                .method(
                        asked.method(),
                        asked.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body()));
        asked.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                request.setHeader(name, value);
            }
        });
        return request.build();
    }

    private void stream(HttpExchange exchange, Asked asked) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request(bug.before(asked)), BodyHandlers.ofInputStream());
        exchange.getResponseHeaders()
                .set(
                        "Content-Type",
                        response.headers().firstValue("content-type").orElse("text/plain"));
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                exchange.getResponseHeaders().set(name, values.get(0));
            }
        });
        exchange.sendResponseHeaders(response.statusCode(), 0);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            OutputStream out = exchange.getResponseBody();
            if (response.statusCode() != 200) {
                out.write(lines.lines().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
                return;
            }
            copy(lines, out);
        }
    }

    private void copy(BufferedReader lines, OutputStream out) throws IOException, InterruptedException {
        StringBuilder block = new StringBuilder();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            block.append(line).append('\n');
            if (line.isEmpty()) {
                number++;
                for (String event : bug.events(block.toString(), number)) {
                    out.write(event.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
                block.setLength(0);
            }
        }
        bug.streamEnds();
    }

    /** A request. */
    record Asked(String method, String target, Map<String, String> headers, String body) {
        String path() {
            return target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        }

        String user() {
            return headers.getOrDefault("x-user-id", "");
        }

        boolean is(String asked, String pathPattern) {
            return method.equals(asked) && path().matches(pathPattern);
        }

        Asked withBody(String other) {
            return new Asked(method, target, headers, other);
        }

        Asked withTarget(String other) {
            return new Asked(method, other, headers, body);
        }

        Asked withHeader(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Asked(method, target, more, body);
        }

        Asked withoutHeader(String name) {
            Map<String, String> fewer = new LinkedHashMap<>(headers);
            fewer.remove(name);
            return new Asked(method, target, fewer, body);
        }
    }

    /** An answer. */
    record Answered(int status, Map<String, String> headers, String body) {
        Answered withBody(String other) {
            return new Answered(status, headers, other);
        }

        Answered withHeader(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Answered(status, more, body);
        }
    }

    /** The right server behind the bug. */
    @FunctionalInterface
    interface Upstream {
        Answered forward(Asked asked) throws IOException, InterruptedException;
    }

    /** A bug. Thread-safe. */
    interface HttpBug {
        default Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            return upstream.forward(before(asked));
        }

        /** What goes on in place of a request. */
        default Asked before(Asked asked) {
            return asked;
        }

        /** What goes on in place of the event of this number, from 1 on. */
        default List<String> events(String event, int number) {
            return List.of(event);
        }

        default void streamEnds() throws InterruptedException {}
    }

    /** Ends with whatever is under way, and nobody answers any more. */
    void die() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public void close() {
        die();
    }
}
