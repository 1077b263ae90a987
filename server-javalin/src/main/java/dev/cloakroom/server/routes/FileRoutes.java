package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.KeysInFlight;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.SessionId;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** The files of a session: listing, adding, downloading, removing. Thread-safe. */
public final class FileRoutes {

    private static final String ALL = "/api/v1/sessions/{id}/files";
    private static final String ONE = "/api/v1/sessions/{id}/files/{file_id}";
    private static final UUID NO_FILE = new UUID(0, 0);

    private final Artifacts artifacts;
    private final IgnoredIds ignored;
    private final KeysInFlight inFlight = new KeysInFlight();

    public FileRoutes(Artifacts artifacts, IgnoredIds ignored) {
        this.artifacts = artifacts;
        this.ignored = ignored;
    }

    public List<Route> table() {
        return List.of(
                Route.session(HandlerType.GET, ALL, Reads.NOTHING, Access.READ, exchange -> "", this::list),
                Route.session(
                        HandlerType.POST,
                        ALL,
                        Reads.MULTIPART,
                        Access.APPEND,
                        exchange -> NewFiles.parse(exchange, ignored, "files"),
                        this::add),
                Route.session(HandlerType.GET, ONE, Reads.NOTHING, Access.READ, FileRoutes::parseFile, this::download),
                Route.session(
                        HandlerType.DELETE,
                        ONE,
                        Reads.OPTIONAL_JSON,
                        Access.APPEND,
                        FileRoutes::parseFile,
                        this::remove));
    }

    private record AddedView(List<FileView> files) {
        @Override
        public String toString() {
            return "AddedView(" + files.size() + " files)";
        }
    }

    private Answer list(String nothing, Claim claim) {
        return Answer.ok(ListView.of(FileView.all(artifacts.list(claim)), false, FileView::fileId));
    }

    private Answer add(NewFiles files, Claim claim) throws IOException {
        return inFlight.alone(claim.principal(), files.key(), claim.id().text(), () -> {
            Added added = files.addTo(claim, artifacts);
            AddedView view = new AddedView(FileView.all(added.files()));
            return added.replayed() ? Answer.ok(view, Replays.HEADERS) : Answer.created(view, Map.of());
        });
    }

    /** The id of no file for text that no file can have as its id: such a file is as absent as any other. */
    private static UUID parseFile(Exchange exchange) {
        return SessionId.parse(exchange.path("file_id")).map(SessionId::value).orElse(NO_FILE);
    }

    private Answer remove(UUID id, Claim claim) {
        if (!artifacts.remove(claim, id)) {
            throw noSuchFile();
        }
        return Answer.noContent();
    }

    private static ProblemException noSuchFile() {
        return Problem.of(ProblemCode.NOT_FOUND, "The session has no such file").toException();
    }

    private Answer download(UUID id, Claim claim) {
        Artifact file = artifacts.find(claim, id).orElseThrow(FileRoutes::noSuchFile);
        return new Answer.Stream(
                200,
                file.mediaType(),
                OptionalLong.of(file.size()),
                Map.of(
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''" + encoded(file.name()),
                        "Content-Security-Policy",
                        "default-src 'none'; frame-ancestors 'none'; sandbox"),
                out -> send(claim, file, out));
    }

    private void send(Claim claim, Artifact file, OutputStream out) throws IOException {
        if (artifacts.read(claim, file.id(), out).isEmpty()) {
            throw new IOException("the file was removed while it was sent");
        }
    }

    /** RFC 8187. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
