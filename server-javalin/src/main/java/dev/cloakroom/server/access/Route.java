package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Principal;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One route as data: method, path, kind, and what it does. A route is written in two parts, so that the order of checks
 * is not a matter of care: {@code parse} sees the request and no session, {@code act} sees what was parsed and the
 * claim that the router obtained in between, and not the request.
 *
 * <p>The order, for a session route: {@link Doorman#admit}, credentials in headers, body, user in the body, parse,
 * claim, act. Immutable.
 */
public final class Route {

    /** Who may call a route. */
    public enum Kind {
        /** Anyone. */
        OPEN,
        /** Someone who says who they are; the route names no session in its path. */
        PERSONAL,
        /** Someone with the access that the route states to the session {@code {id}}. */
        SESSION,
        /** Whoever shows the admin key; the server has such routes only where there is one. */
        ADMIN
    }

    /** Everything about a request that does not depend on a session. */
    @FunctionalInterface
    public interface Parse<T> {
        T from(Exchange exchange) throws IOException;
    }

    /** The deed, with the proof it needs. */
    @FunctionalInterface
    public interface Act<T, W> {
        Answer on(T parsed, W with) throws IOException;
    }

    /** The deed of an administrator, who is nobody in particular. */
    @FunctionalInterface
    public interface AdminAct<T> {
        Answer on(T parsed) throws IOException;
    }

    /** Everything after {@link Doorman#admit}; the operation is the route's own name. */
    private interface Plan {
        Answer run(Exchange exchange, Doorman doorman, String operation) throws IOException;
    }

    private final HandlerType method;
    private final String path;
    private final Kind kind;
    private final Optional<Access> access;
    private final Plan plan;

    private Route(HandlerType method, String path, Kind kind, Optional<Access> access, Plan plan) {
        this.method = method;
        this.path = path;
        this.kind = kind;
        this.access = access;
        this.plan = plan;
    }

    public static Route open(HandlerType method, String path, Parse<Answer> act) {
        return new Route(method, path, Kind.OPEN, Optional.empty(), (exchange, doorman, name) -> act.from(exchange));
    }

    /** A route for anyone that tells administrators more; {@code act} asks whether it is one who asks. */
    public static Route open(HandlerType method, String path, Act<Exchange, BooleanSupplier> act) {
        return new Route(
                method,
                path,
                Kind.OPEN,
                Optional.empty(),
                (exchange, doorman, name) -> act.on(exchange, () -> doorman.isAdministrator(exchange, name)));
    }

    public static <T> Route personal(
            HandlerType method, String path, Reads reads, Parse<T> parse, Act<T, Principal> act) {
        return new Route(method, path, Kind.PERSONAL, Optional.empty(), (exchange, doorman, name) -> {
            Principal who = doorman.whoIsAsking(exchange, reads, name);
            return LimitWatch.over(who, name, () -> act.on(parse.from(exchange), who));
        });
    }

    public static <T> Route session(
            HandlerType method, String path, Reads reads, Access access, Parse<T> parse, Act<T, Claim> act) {
        return new Route(method, path, Kind.SESSION, Optional.of(access), (exchange, doorman, name) -> {
            Principal who = doorman.whoKnocks(exchange, reads, name);
            return LimitWatch.over(who, name, () -> {
                T parsed = parse.from(exchange);
                Claim claim = doorman.claim(who, exchange.path("id"), access);
                return act.on(parsed, claim);
            });
        });
    }

    /** A route of administrators. */
    public static <T> Route admin(HandlerType method, String path, Reads reads, Parse<T> parse, AdminAct<T> act) {
        return new Route(method, path, Kind.ADMIN, Optional.empty(), (exchange, doorman, name) -> {
            doorman.requireAdministrator(exchange, reads, name);
            return LimitWatch.over(null, name, () -> act.on(parse.from(exchange)));
        });
    }

    public HandlerType method() {
        return method;
    }

    public String path() {
        return path;
    }

    public Kind kind() {
        return kind;
    }

    /** The access a session route needs; empty for the others. */
    public Optional<Access> access() {
        return access;
    }

    Answer answer(Exchange exchange, Doorman doorman) throws IOException {
        doorman.admit(exchange, this);
        return plan.run(exchange, doorman, toString());
    }

    @Override
    public String toString() {
        return method.name() + " " + path;
    }
}
