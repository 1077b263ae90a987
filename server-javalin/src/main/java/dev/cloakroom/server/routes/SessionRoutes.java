package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.KeysInFlight;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Fields;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opening, showing, listing, patching and ending sessions. Thread-safe. */
public final class SessionRoutes {

    private static final String ALL = "/api/v1/sessions";
    private static final String ONE = "/api/v1/sessions/{id}";

    private final SessionRegistry registry;
    private final Limits limits;
    private final IgnoredIds ignored;
    private final KeysInFlight inFlight = new KeysInFlight();

    public SessionRoutes(SessionRegistry registry, Limits limits, IgnoredIds ignored) {
        this.registry = registry;
        this.limits = limits;
        this.ignored = ignored;
    }

    public List<Route> table() {
        return List.of(
                Route.personal(HandlerType.POST, ALL, Reads.OPTIONAL_JSON, this::parseOpening, this::open),
                Route.personal(HandlerType.GET, ALL, Reads.NOTHING, this::parseListing, this::list),
                Route.personal(HandlerType.DELETE, ALL, Reads.OPTIONAL_JSON, exchange -> "", this::closeAll),
                Route.session(HandlerType.GET, ONE, Reads.NOTHING, Access.READ, exchange -> "", this::describe),
                Route.session(HandlerType.PATCH, ONE, Reads.MERGE_PATCH, Access.APPEND, this::parsePatch, this::patch),
                Route.session(
                        HandlerType.DELETE, ONE, Reads.OPTIONAL_JSON, Access.MANAGE, exchange -> "", this::close));
    }

    private record Opening(Map<String, String> metadata, Optional<IdempotencyKey> key) {
        @Override
        public String toString() {
            return "Opening(" + metadata.size() + " pairs)";
        }
    }

    private record Listing(Optional<String> after, int limit) {
        @Override
        public String toString() {
            return "Listing(" + limit + ")";
        }
    }

    private record Deleted(int deleted) {}

    private Opening parseOpening(Exchange exchange) {
        Fields fields = exchange.fields();
        if (fields.has("session_id") || fields.has("id")) {
            ignored.count();
        }
        Map<String, String> metadata = fields.strings("metadata").orElse(Map.of());
        limits.requireMetadata(metadata);
        return new Opening(
                metadata, exchange.headers().idempotencyKey().map(text -> new IdempotencyKey("sessions", text)));
    }

    private Answer open(Opening opening, Principal who) throws IOException {
        return inFlight.alone(who, opening.key(), "", () -> {
            if (opening.key().isEmpty()) {
                return opened(registry.open(who, opening.metadata()), true);
            }
            String note = Digest.of(new TreeMap<>(opening.metadata()));
            Opened opened = registry.openOnce(who, opening.key().get(), note, opening.metadata(), Filling.NOTHING);
            return opened(registry.describe(opened.claim()), opened.fresh());
        });
    }

    private static Answer opened(Session session, boolean fresh) {
        Map<String, String> headers = new HashMap<>(fresh ? Map.of() : Replays.HEADERS);
        headers.put("Location", ALL + "/" + session.id().text());
        SessionView view = SessionView.of(session);
        return fresh ? Answer.created(view, headers) : Answer.ok(view, headers);
    }

    private Listing parseListing(Exchange exchange) {
        int limit = exchange.query().pageSize(limits.of(Limit.PAGE_ENTRIES));
        return new Listing(exchange.query().string("after"), limit);
    }

    private Answer list(Listing listing, Principal who) {
        SessionId after = null;
        if (listing.after().isPresent()) {
            after = SessionId.parse(listing.after().get()).orElseThrow(SessionRoutes::unknownCursor);
        }
        Session.Page page = registry.list(who, after, listing.limit()).orElseThrow(SessionRoutes::unknownCursor);
        List<SessionView> data = page.sessions().stream().map(SessionView::of).toList();
        return Answer.ok(ListView.of(data, page.more(), SessionView::sessionId));
    }

    private static ProblemException unknownCursor() {
        return Problem.of(ProblemCode.INVALID_CURSOR).toException();
    }

    private Answer closeAll(String nothing, Principal who) {
        return Answer.ok(new Deleted(registry.closeAll(who)));
    }

    private Answer describe(String nothing, Claim claim) {
        return Answer.ok(SessionView.of(registry.describe(claim)));
    }

    private Map<String, @Nullable String> parsePatch(Exchange exchange) {
        Fields fields = exchange.fields();
        Map<String, Optional<String>> sent =
                fields.patch("metadata").orElseThrow(() -> fields.wrong("metadata", "is required"));
        Map<String, @Nullable String> patch = new TreeMap<>();
        Map<String, String> added = new TreeMap<>(); // in whatever session, these are pairs of it afterwards
        sent.forEach((key, value) -> {
            limits.requireMetadata(Map.of(key, value.orElse("")));
            value.ifPresent(text -> added.put(key, text));
            patch.put(key, value.orElse(null));
        });
        limits.requireMetadata(added);
        return patch;
    }

    private Answer patch(Map<String, @Nullable String> patch, Claim claim) {
        return Answer.ok(SessionView.of(registry.patch(claim, patch)));
    }

    private Answer close(String nothing, Claim claim) {
        registry.close(claim);
        return Answer.noContent();
    }
}
