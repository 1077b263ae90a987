package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import java.util.List;
import java.util.Set;

/** The pages for people: the interface at {@code /docs}, and the console. Nothing comes from elsewhere. Thread-safe. */
public final class PageRoutes {

    private static final String OWN = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Swagger UI styles what it makes in place; scripts come from this server only. */
    private static final String STYLED_IN_PLACE = OWN.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    /** The console shows what strangers wrote: no text can become markup, not even by mistake. */
    private static final String TEXT_ONLY = OWN + "; require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Set<String> DOCS =
            Set.of("index.html", "page.css", "page.js", "swagger-ui.css", "swagger-ui-bundle.js");

    private static final Set<String> CONSOLE = Set.of(
            "index.html",
            "page.css",
            "playground.css",
            "operators.css",
            "page.js",
            "api.js",
            "ask.js",
            "asked.js",
            "chart.js",
            "desk.js",
            "dom.js",
            "files.js",
            "instances.js",
            "memory.js",
            "operators.js",
            "overview.js",
            "playground.js",
            "sessions.js",
            "sharing.js",
            "stream.js",
            "table.js",
            "tail.js",
            "talk.js",
            "theme.js",
            "tickets.js",
            "transcript.js",
            "watch.js",
            "who.js");

    private final List<Page> pages =
            List.of(new Page("docs", STYLED_IN_PLACE, DOCS), new Page("console", TEXT_ONLY, CONSOLE));

    /** Reads the files from the jar. */
    public PageRoutes() {}

    public List<Route> table() {
        return pages.stream().map(Page::table).flatMap(List::stream).toList();
    }
}
