package dev.cloakroom.server;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Opened;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Uploading files, each time into a fresh session. Thread-safe. */
final class UploadRoutes {

    private final SessionRegistry registry;
    private final Artifacts artifacts;
    private final Limits limits;
    private final IgnoredIds ignored;
    private final KeysInFlight inFlight = new KeysInFlight();

    UploadRoutes(SessionRegistry registry, Limits limits, IgnoredIds ignored) {
        this.registry = registry;
        this.limits = limits;
        this.artifacts = registry.artifacts();
        this.ignored = ignored;
    }

    List<Route> table() {
        return List.of(Route.personal(HandlerType.POST, "/api/v1/uploads", Reads.MULTIPART, this::parse, this::upload));
    }

    private record Wanted(List<FilePart> files, Optional<IdempotencyKey> key) {}

    private record Uploaded(String sessionId, List<FileView> files) {}

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
                return stored(filled(wanted, who), false);
            }
            IdempotencyKey key = wanted.key().get();
            String note = note(wanted.files());
            Optional<Claim> before = registry.opened(who, key, note);
            if (before.isPresent()) {
                return stored(before.get(), true);
            }
            Opened bound = registry.bind(filled(wanted, who), key, note);
            return stored(bound.claim(), !bound.fresh());
        });
    }

    /** A fresh session that holds the files; none remains when one of them cannot be kept. */
    private Claim filled(Wanted wanted, Principal who) throws IOException {
        SessionId id = registry.open(who).id();
        boolean whole = false;
        try {
            Claim claim = registry.claim(id, who, Access.APPEND);
            for (FilePart file : wanted.files()) {
                try (InputStream bytes = file.open()) {
                    Artifact unused = artifacts.put(claim, file.name(), file.mediaType(), bytes);
                }
            }
            whole = true;
            return claim;
        } finally {
            if (!whole) {
                registry.close(registry.claim(id, who, Access.MANAGE));
            }
        }
    }

    private Answer stored(Claim claim, boolean replayed) {
        Uploaded uploaded = new Uploaded(claim.id().text(), FileView.all(artifacts.list(claim)));
        return replayed ? Answer.ok(uploaded, Replays.HEADERS) : Answer.created(uploaded, Map.of());
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
