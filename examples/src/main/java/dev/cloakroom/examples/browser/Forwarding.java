package dev.cloakroom.examples.browser;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * Hands a request on to Cloakroom, in the name of whoever has signed in and nobody else's: of the browser's headers
 * only those named here go along, and who is asking is not among them. Answers are passed on as they come. Thread-safe.
 */
final class Forwarding {
    private static final List<String> ASKED = List.of("Content-Type", "Accept", "Idempotency-Key", "Last-Event-ID");
    private static final List<String> ANSWERED = List.of(
            "Content-Type",
            "Content-Disposition",
            "Content-Security-Policy",
            "Idempotent-Replayed",
            "Location",
            "Retry-After");

    private final URI cloakroom;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Forwarding(URI cloakroom) {
        this.cloakroom = cloakroom;
    }

    /** Answers the exchange with what Cloakroom says to this user, or with 502 when it cannot be reached. */
    void forward(HttpExchange exchange, String user) throws IOException {
        HttpResponse<InputStream> response;
        try {
            response = client.send(request(exchange, user), BodyHandlers.ofInputStream());
        } catch (IOException unreachable) {
            exchange.sendResponseHeaders(502, -1);
            return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        for (String name : ANSWERED) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        boolean empty = response.statusCode() == 204;
        exchange.sendResponseHeaders(response.statusCode(), empty ? -1 : 0);
        try (InputStream from = response.body();
                OutputStream to = exchange.getResponseBody()) {
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush(); // a piece of a reply is shown when it is there, not when the reply is
            }
        }
    }

    private HttpRequest request(HttpExchange exchange, String user) {
        URI asked = exchange.getRequestURI();
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        HttpRequest.Builder request = HttpRequest.newBuilder(cloakroom.resolve(asked.getRawPath() + query))
                .method(exchange.getRequestMethod(), body(exchange))
                .header("X-User-Id", user);
        Headers headers = exchange.getRequestHeaders();
        for (String name : ASKED) {
            String value = headers.getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }

    private static BodyPublisher body(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length == null || length.equals("0")
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(exchange::getRequestBody), Long.parseLong(length));
    }
}
