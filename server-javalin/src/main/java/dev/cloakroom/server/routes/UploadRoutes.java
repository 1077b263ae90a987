package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.KeysInFlight;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
        return List.of(Route.personal(
                HandlerType.POST,
                "/api/v1/uploads",
                Reads.MULTIPART,
                exchange -> NewFiles.parse(exchange, ignored, "uploads").requireWithin(limits),
                this::upload));
    }

    private record Uploaded(String sessionId, List<FileView> files) {
        @Override
        public String toString() {
            return "Uploaded(" + files.size() + " files)";
        }
    }

    private Answer upload(NewFiles files, Principal who) throws IOException {
        return inFlight.alone(who, files.key(), "", () -> {
            AtomicReference<@Nullable Added> added = new AtomicReference<>();
            Filling filling = claim -> added.set(files.addTo(claim, artifacts));
            if (files.key().isEmpty()) {
                Claim claim = registry.open(who, Map.of(), filling);
                return Answer.created(view(claim, Objects.requireNonNull(added.get())), Map.of());
            }
            Opened opened = registry.openOnce(who, files.key().get(), files.digest(), Map.of(), filling);
            return opened.fresh()
                    ? Answer.created(view(opened.claim(), Objects.requireNonNull(added.get())), Map.of())
                    : Answer.ok(view(opened.claim(), files.addTo(opened.claim(), artifacts)), Replays.HEADERS);
        });
    }

    private static Uploaded view(Claim claim, Added added) {
        return new Uploaded(claim.id().text(), FileView.all(added.files()));
    }
}
