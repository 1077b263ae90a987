package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.History;
import dev.cloakroom.session.InvalidInput;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.function.Supplier;

/** Following a session: its messages as events, from now on or from a place on. Thread-safe. */
public final class TailRoutes {

    private static final int MOST_DIGITS = 18;

    private final Tails tails;

    public TailRoutes(Tails tails) {
        this.tails = tails;
    }

    public List<Route> table() {
        return List.of(Route.session(
                HandlerType.GET,
                "/api/v1/sessions/{id}/events",
                Reads.NOTHING,
                Access.READ,
                TailRoutes::parse,
                this::follow));
    }

    /** Where a client that comes back left off says more than where it once began. */
    static long parse(Exchange exchange) {
        long after = exchange.query().position("after").orElse(History.NOW);
        long place = exchange.headers()
                .one("Last-Event-ID")
                .filter(id -> !id.isEmpty())
                .map(TailRoutes::place)
                .orElse(after);
        if (!exchange.headers().acceptsEvents()) {
            throw Problem.of(ProblemCode.NOT_ACCEPTABLE, "The Accept header has to name text/event-stream")
                    .toException();
        }
        return place;
    }

    private static long place(String lastEventId) {
        boolean digits =
                lastEventId.length() <= MOST_DIGITS && lastEventId.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw unknownPlace();
        }
        return Long.parseLong(lastEventId);
    }

    private Answer follow(long after, Claim claim) {
        return live(tails, () -> tails.follow(claim, after));
    }

    static Answer live(Tails tails, Supplier<Tail> beginning) {
        try {
            return new Answer.Live(beginning.get(), tails.workers());
        } catch (InvalidInput beyond) {
            ProblemException refusal = unknownPlace();
            refusal.addSuppressed(beyond);
            throw refusal;
        }
    }

    private static ProblemException unknownPlace() {
        return Problem.of(ProblemCode.INVALID_CURSOR, "The history does not reach to this place")
                .toException();
    }
}
