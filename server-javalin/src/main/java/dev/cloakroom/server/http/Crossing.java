package dev.cloakroom.server.http;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Cross-origin resource sharing: which pages of other origins may read what is answered. Origins are compared as a
 * whole, which the engine's handler does not do, and nothing that a browser keeps by itself, such as a cookie, may come
 * with their requests. Thread-safe.
 */
final class Crossing extends CrossOriginHandler {

    private static final Duration PREFLIGHT_IS_KEPT = Duration.ofMinutes(10);
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> HEADERS =
            Set.of("Accept", "Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-User-Id");
    private static final Set<String> EXPOSED = Set.of(
            "Content-Disposition",
            "Idempotent-Replayed",
            "Location",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "WWW-Authenticate",
            RequestId.HEADER);

    private final Set<String> origins;

    private Crossing(Set<String> origins) {
        this.origins = origins;
    }

    static Crossing from(Set<String> origins) {
        Crossing crossing = new Crossing(origins);
        crossing.setAllowedOriginPatterns(origins.stream().map(Pattern::quote).collect(toUnmodifiableSet()));
        crossing.setAllowCredentials(false);
        crossing.setAllowedMethods(METHODS);
        crossing.setAllowedHeaders(HEADERS);
        crossing.setExposedHeaders(EXPOSED);
        crossing.setPreflightMaxAge(PREFLIGHT_IS_KEPT);
        crossing.setDeliverPreflightRequests(false);
        return crossing;
    }

    /** For any other origin it is as if there was no sharing, but that caches are told that it depends. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        List<String> origin = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
        if (origin.size() == 1 && origins.contains(origin.get(0))) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().ensureField(VARY);
        return getHandler().handle(request, response, callback);
    }
}
