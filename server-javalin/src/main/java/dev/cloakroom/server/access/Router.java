package dev.cloakroom.server.access;

import dev.cloakroom.server.http.BodyLimits;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.Intake;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.Responses;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.util.List;
import org.slf4j.MDC;

/**
 * Serves a table of routes. Whatever happens, a request ends with one answer or one problem document. Every GET answers
 * HEAD too. Thread-safe.
 */
public final class Router {

    private static final String REQUEST = "request";

    private final Doorman doorman;
    private final Failures failures;
    private final Intake intake;

    public Router(Doorman doorman, Failures failures, BodyLimits limits) {
        this.doorman = doorman;
        this.failures = failures;
        this.intake = new Intake(limits);
    }

    public void register(List<Route> table, RoutesConfig routes) {
        for (Route route : table) {
            add(routes, route.method(), route);
            if (route.method().equals(HandlerType.GET)) {
                add(routes, HandlerType.HEAD, route);
            }
        }
        var unused = routes.exception(HttpResponseException.class, this::noSuchRoute);
    }

    private void add(RoutesConfig routes, HandlerType method, Route route) {
        var unused = routes.addEndpoint(new Endpoint(method, route.path(), context -> serve(route, context)));
    }

    /** Lets no exception out: the framework has answers of its own for some, such as those of reading a body. */
    private void serve(Route route, Context context) {
        Exchange exchange = new Exchange(context, intake);
        exchange.arrivedAt(route.path());
        // what is logged meanwhile tells for which request
        MDC.put(REQUEST, Responses.requestId(context.res()));
        try (exchange) {
            exchange.send(route.answer(exchange, doorman));
        } catch (IOException | RuntimeException failure) {
            exchange.fail(failures.problem(failure, Responses.requestId(context.res())));
        } finally {
            MDC.remove(REQUEST);
        }
    }

    /** 404 and 405, the only refusals that come from the framework's own routing. */
    private void noSuchRoute(HttpResponseException refused, Context context) {
        Problem problem = Problem.of(ProblemCode.forEngineStatus(refused.getStatus()));
        for (String allowed : refused.getDetails().values()) {
            problem = problem.withHeader("Allow", allowed);
        }
        Responses.send(context, problem, intake);
    }
}
