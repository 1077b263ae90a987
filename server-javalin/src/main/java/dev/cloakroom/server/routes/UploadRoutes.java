package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.KeysInFlight;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.FilePart;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.server.http.UploadForm;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionRegistry.Opened;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Uploading files, each time into a fresh session. Thread-safe. */
public final class UploadRoutes {

    private final SessionRegistry registry;
    private final Artifacts artifacts;
    private final Limits limits;
    private final IgnoredIds ignored;
    private final KeysInFlight inFlight = new KeysInFlight();

    public UploadRoutes(SessionRegistry registry, Limits limits, IgnoredIds ignored) {
        this.registry = registry;
        this.limits = limits;
        this.artifacts = registry.artifacts();
        this.ignored = ignored;
    }

    public List<Route> table() {
        return List.of(Route.personal(HandlerType.POST, "/api/v1/uploads", Reads.MULTIPART, this::parse, this::upload));
    }

    private record Wanted(List<FilePart> files, Optional<IdempotencyKey> key) {
        @Override
        public String toString() {
            return "Wanted(" + files.size() + " files)";
        }
    }

    private record Uploaded(String sessionId, List<FileView> files) {
        @Override
        public String toString() {
            return "Uploaded(" + files.size() + " files)";
        }
    }

    private Wanted parse(Exchange exchange) {
        UploadForm form = exchange.upload();
        if (form.has("session_id")) {
            ignored.count();
        }
        require(Limit.FILES, form.files().size());
        require(
                Limit.SESSION_FILE_BYTES,
                form.files().stream().mapToLong(FilePart::size).sum());
        return new Wanted(
                form.files(), exchange.headers().idempotencyKey().map(text -> new IdempotencyKey("uploads", text)));
    }

    private void require(Limit limit, long actual) {
        if (actual > limits.of(limit)) {
            throw new LimitExceeded(limit, actual, limits.of(limit));
        }
    }

    private Answer upload(Wanted wanted, Principal who) throws IOException {
        return inFlight.alone(who, wanted.key(), "", () -> {
            if (wanted.key().isEmpty()) {
                return stored(registry.open(who, Map.of(), claim -> fill(claim, wanted.files())), true);
            }
            String note = note(wanted.files());
            Opened opened =
                    registry.openOnce(who, wanted.key().get(), note, Map.of(), claim -> fill(claim, wanted.files()));
            return stored(opened.claim(), opened.fresh());
        });
    }

    private void fill(Claim claim, List<FilePart> files) throws IOException {
        for (FilePart file : files) {
            try (InputStream bytes = file.open()) {
                Artifact unused = artifacts.put(claim, file.name(), file.mediaType(), bytes);
            }
        }
    }

    private Answer stored(Claim claim, boolean fresh) {
        Uploaded uploaded = new Uploaded(claim.id().text(), FileView.all(artifacts.list(claim)));
        return fresh ? Answer.created(uploaded, Map.of()) : Answer.ok(uploaded, Replays.HEADERS);
    }

    private static String note(List<FilePart> files) throws IOException {
        List<List<String>> parts = new ArrayList<>();
        for (FilePart file : files) {
            try (InputStream bytes = file.open()) {
                parts.add(List.of(file.name(), file.mediaType(), Digest.of(bytes)));
            }
        }
        return Digest.of(parts);
    }
}
