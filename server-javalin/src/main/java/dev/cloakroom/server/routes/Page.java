package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A page and its scripts and styles, all of them files of one folder in the jar. Thread-safe. */
final class Page {

    private static final String FRONT = "index.html";
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html;charset=utf-8", "css", "text/css", "js", "text/javascript");

    private final String folder;
    private final JarFiles files;
    private final Map<String, String> headers;

    /**
     * Reads the files from the jar; the page stands at the folder's name.
     *
     * @param policy what a browser lets the page do
     */
    Page(String folder, String policy, Set<String> names) {
        this.folder = folder;
        this.files = JarFiles.in(folder, names);
        this.headers = Map.of("Content-Security-Policy", policy);
    }

    List<Route> table() {
        return List.of(
                Route.open(HandlerType.GET, "/" + folder, exchange -> file(FRONT)),
                Route.open(HandlerType.GET, "/" + folder + "/{file}", exchange -> file(exchange.path("file"))));
    }

    private Answer file(String name) {
        byte[] bytes = files.find(name)
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND).toException());
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        return Answer.bytes(type, bytes, headers);
    }
}
