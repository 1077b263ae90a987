package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.QuotedQualityCSV;

/**
 * The request headers this server decides on. One that may come once and comes twice is refused; values are read as
 * UTF-8, which the engine does not do. Immutable view of one request.
 */
public final class Headers {

    private final HttpServletRequest request;

    Headers(HttpServletRequest request) {
        this.request = request;
    }

    public List<String> all(String name) {
        return Collections.list(request.getHeaders(name));
    }

    /** The only line of this header, read as UTF-8. */
    public Optional<String> one(String name) {
        List<String> lines = all(name);
        if (lines.size() > 1) {
            throw wrong(name, "must be given once");
        }
        return lines.stream().findFirst().map(line -> Text.utf8(line).orElseThrow(() -> wrong(name, "is not UTF-8")));
    }

    /** What the body says it is; refuses one that is compressed. */
    Optional<String> bodyType() {
        Optional<String> encoding = one("Content-Encoding");
        if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed")
                    .toException();
        }
        return one("Content-Type");
    }

    public Optional<String> idempotencyKey() {
        return KeyHeader.parse(all(KeyHeader.HEADER));
    }

    /**
     * Whether the client asks for an event stream by name and does not like JSON better. Wildcards are no such wish:
     * most clients send them without knowing what an event stream is.
     */
    public boolean wantsEvents() {
        List<String> types = accepted();
        int events = types.indexOf(MediaType.EVENTS);
        int json = types.indexOf(MediaType.JSON);
        return events >= 0 && (json < 0 || events < json);
    }

    /** Whether the client says that it takes an event stream. */
    public boolean acceptsEvents() {
        return accepted().contains(MediaType.EVENTS);
    }

    /** The media types of the Accept header, the most wanted first; none when the header is malformed. */
    private List<String> accepted() {
        QuotedQualityCSV accepted = new QuotedQualityCSV();
        try {
            all("Accept").forEach(line -> accepted.addValue(line.toLowerCase(Locale.ROOT)));
            return accepted.getValues().stream()
                    .map(type -> MediaType.essence(type).orElse(""))
                    .toList();
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }

    private static ProblemException wrong(String name, String what) {
        return Problem.invalid("Header \"" + name + "\" " + what).toException();
    }
}
