package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.SessionId;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Listing and downloading the files of a session. Thread-safe. */
public final class FileRoutes {

    private static final String ALL = "/api/v1/sessions/{id}/files";
    private static final String ONE = "/api/v1/sessions/{id}/files/{file_id}";

    private final Artifacts artifacts;

    public FileRoutes(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    public List<Route> table() {
        return List.of(
                Route.session(HandlerType.GET, ALL, Reads.NOTHING, Access.READ, exchange -> "", this::list),
                Route.session(HandlerType.GET, ONE, Reads.NOTHING, Access.READ, FileRoutes::parseFile, this::download));
    }

    private Answer list(String nothing, Claim claim) {
        return Answer.ok(ListView.of(FileView.all(artifacts.list(claim)), false, FileView::fileId));
    }

    /** Empty for text that no file can have as its id: such a file is as absent as any other. */
    private static Optional<UUID> parseFile(Exchange exchange) {
        return SessionId.parse(exchange.path("file_id")).map(SessionId::value);
    }

    private Answer download(Optional<UUID> id, Claim claim) {
        Artifact file = artifacts
                .find(claim, id.orElseGet(() -> new UUID(0, 0)))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "The session has no such file")
                        .toException());
        return new Answer.Stream(
                200,
                file.mediaType(),
                OptionalLong.of(file.size()),
                Map.of(
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''" + encoded(file.name()),
                        "Content-Security-Policy",
                        "default-src 'none'; sandbox"),
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
