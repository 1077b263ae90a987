package dev.cloakroom.server.http;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/**
 * Cross-origin resource sharing: which pages of other origins may read what is answered. Origins are compared as a
 * whole, and nothing that a browser keeps by itself, such as a cookie, may come with their requests. Immutable.
 */
final class Crossing {

    private static final Duration PREFLIGHT_IS_KEPT = Duration.ofMinutes(10);
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

    private Crossing() {}

    static Handler.Wrapper from(Set<String> origins) {
        CrossOriginHandler handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(origins.stream().map(Pattern::quote).collect(toUnmodifiableSet()));
        handler.setAllowCredentials(false);
        handler.setAllowedMethods(METHODS);
        handler.setAllowedHeaders(HEADERS);
        handler.setExposedHeaders(EXPOSED);
        handler.setPreflightMaxAge(PREFLIGHT_IS_KEPT);
        handler.setDeliverPreflightRequests(false);
        return handler;
    }
}
