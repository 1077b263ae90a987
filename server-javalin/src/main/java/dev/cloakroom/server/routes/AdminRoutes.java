package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.server.http.Query;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Administration;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What whoever runs the server may do: see who shares the store, see and end the sessions of a user, hand a session
 * over, and watch one. Thread-safe.
 */
public final class AdminRoutes {

    private static final String SESSIONS = "/api/v1/admin/sessions";

    private final SessionRegistry registry;
    private final Administration administration;
    private final Limits limits;
    private final Tails tails;
    private final Roster roster;

    public AdminRoutes(SessionRegistry registry, Limits limits, Tails tails, Roster roster) {
        this.registry = registry;
        this.administration = registry.administration();
        this.limits = limits;
        this.tails = tails;
        this.roster = roster;
    }

    public List<Route> table() {
        return List.of(
                Route.admin(
                        HandlerType.GET,
                        "/api/v1/admin/instances",
                        Reads.NOTHING,
                        exchange -> "",
                        nothing -> Answer.ok(InstancesView.of(roster.self(), roster.present()))),
                Route.admin(HandlerType.GET, SESSIONS, Reads.NOTHING, this::parseListing, this::list),
                Route.admin(HandlerType.DELETE, SESSIONS, Reads.NOTHING, AdminRoutes::parseUser, this::closeAll),
                Route.admin(
                        HandlerType.POST,
                        SESSIONS + "/{id}/transfer",
                        Reads.JSON,
                        AdminRoutes::parseTransfer,
                        this::transfer),
                Route.admin(
                        HandlerType.GET,
                        SESSIONS + "/{id}/events",
                        Reads.NOTHING,
                        AdminRoutes::parseWatch,
                        this::watch));
    }

    /** Of one user, or of everyone, or of everyone in a tenant. */
    private record Listing(Optional<Principal> owner, Optional<String> tenant, Optional<String> after, int limit) {
        @Override
        public String toString() {
            return "Listing(" + limit + ")";
        }
    }

    private record Transfer(String session, String toUser) {
        @Override
        public String toString() {
            return "Transfer";
        }
    }

    private record Watch(String session, long after, boolean reveal) {
        @Override
        public String toString() {
            return "Watch(" + after + ")";
        }
    }

    private record Deleted(int deleted) {}

    private static Principal parseUser(Exchange exchange) {
        String user = exchange.query().string("user").orElseThrow(AdminRoutes::userRequired);
        return new Principal(exchange.query().string("tenant").orElse(""), user);
    }

    private Listing parseListing(Exchange exchange) {
        int limit = exchange.query().pageSize(limits.of(Limit.PAGE_ENTRIES));
        Query query = exchange.query();
        Optional<Principal> owner = query.string("user").map(user -> parseUser(exchange));
        return new Listing(owner, query.string("tenant"), query.string("after"), limit);
    }

    private Answer list(Listing listing) {
        return listing.owner().map(owner -> listOf(owner, listing)).orElseGet(() -> listAll(listing));
    }

    private Answer listOf(Principal owner, Listing listing) {
        SessionId after = null;
        if (listing.after().isPresent()) {
            after = SessionId.parse(listing.after().get()).orElseThrow(AdminRoutes::unknownCursor);
        }
        Session.Page page = registry.list(owner, after, listing.limit()).orElseThrow(AdminRoutes::unknownCursor);
        return Answer.ok(ListView.of(views(page.sessions()), page.more(), AdministeredSessionView::sessionId));
    }

    /** A cursor here is one of the store's inventory, and may follow an empty page. */
    private Answer listAll(Listing listing) {
        Administration.Part part;
        try {
            part = administration
                    .sessions(listing.tenant().orElse(null), listing.after().orElse(null), listing.limit())
                    .orElseThrow(AdminRoutes::userRequired);
        } catch (InvalidInput notACursor) {
            ProblemException unknown = unknownCursor();
            unknown.addSuppressed(notACursor);
            throw unknown;
        }
        List<AdministeredSessionView> views = views(part.sessions());
        Object first = views.isEmpty() ? null : views.get(0).sessionId();
        return Answer.ok(new ListView<>(views, part.next() != null, first, part.next()));
    }

    private static List<AdministeredSessionView> views(List<Session> sessions) {
        return sessions.stream().map(AdministeredSessionView::of).toList();
    }

    private static ProblemException userRequired() {
        return Problem.invalid("Query parameter \"user\" is required").toException();
    }

    private static ProblemException unknownCursor() {
        return Problem.of(ProblemCode.INVALID_CURSOR).toException();
    }

    private Answer closeAll(Principal owner) {
        return Answer.ok(new Deleted(administration.closeAll(owner)));
    }

    private static Transfer parseTransfer(Exchange exchange) {
        String user = exchange.fields().requiredString("to_user");
        return new Transfer(exchange.path("id"), Principal.of(user).subject());
    }

    private Answer transfer(Transfer wanted) {
        Claim claim = claim(wanted.session(), administration::claim);
        registry.transfer(claim, new Principal(claim.principal().tenant(), wanted.toUser()));
        return Answer.ok(SessionView.masked(registry.describe(claim(wanted.session(), administration::claim))));
    }

    private static Watch parseWatch(Exchange exchange) {
        String reveal = exchange.query().string("reveal").orElse("false");
        if (!reveal.equals("true") && !reveal.equals("false")) {
            throw Problem.invalid("Query parameter \"reveal\" must be true or false")
                    .toException();
        }
        return new Watch(exchange.path("id"), TailRoutes.parse(exchange), reveal.equals("true"));
    }

    /** Without {@code reveal} nothing that people wrote is shown; with it, that is an event of the security log. */
    private Answer watch(Watch wanted) {
        Claim claim = claim(wanted.session(), wanted.reveal() ? administration::reveal : administration::claim);
        Function<Entry, Object> view = wanted.reveal() ? MessageView::of : MaskedMessageView::of;
        return TailRoutes.live(tails, () -> tails.watch(claim, wanted.after(), view));
    }

    /** Of a session that is not there, or is no session id, administrators hear what everybody hears. */
    private static Claim claim(String session, Function<SessionId, Optional<Claim>> asked) {
        return SessionId.parse(session)
                .flatMap(asked)
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_OWNER).toException());
    }
}
