package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;

/** The interface as a page for people: files of the jar and nothing from elsewhere. Thread-safe. */
public final class DocsRoutes {

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html;charset=utf-8",
            "page.css", "text/css",
            "page.js", "text/javascript",
            "swagger-ui.css", "text/css",
            "swagger-ui-bundle.js", "text/javascript");

    /** The page styles what it makes in place; scripts come from this server only. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final JarFiles files = JarFiles.in("docs", TYPES.keySet());

    /** Reads the files from the jar. */
    public DocsRoutes() {}

    public List<Route> table() {
        return List.of(
                Route.open(HandlerType.GET, "/docs", exchange -> file("index.html")),
                Route.open(HandlerType.GET, "/docs/{file}", this::file));
    }

    private Answer file(Exchange exchange) {
        return file(exchange.path("file"));
    }

    private Answer file(String name) {
        String type = TYPES.get(name);
        if (type == null) {
            throw Problem.of(ProblemCode.NOT_FOUND).toException();
        }
        return Answer.bytes(type, files.get(name), HEADERS);
    }
}
