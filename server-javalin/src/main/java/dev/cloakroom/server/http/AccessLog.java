package dev.cloakroom.server.http;

import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request when its answer is complete, by the logger {@code cloakroom.access}. Of the request it
 * shows nothing that the client chose: the method if it is a known one, the route's own words for the path, and the
 * session as a keyed hash (R12). Thread-safe.
 */
final class AccessLog implements RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger("cloakroom.access");
    private static final String ROUTE = AccessLog.class.getName() + ".route";
    private static final String SESSION = AccessLog.class.getName() + ".session";
    private static final String BYTES = AccessLog.class.getName() + ".bytes";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String NONE = "-";
    private static final long NANOS_A_MILLI = 1_000_000;

    private final KeyedHash hash;

    AccessLog(KeyedHash hash) {
        this.hash = hash;
    }

    /** Notes where a request came to; {@code session} is as the path has it, and may be anything. */
    static void arrived(Request request, String route, String session) {
        Request own = Request.unWrap(request);
        own.setAttribute(ROUTE, route);
        own.setAttribute(SESSION, session);
    }

    /** Notes how much the engine answered by itself, which it does not count. */
    static void refused(Request request, int bytes) {
        Request.unWrap(request).setAttribute(BYTES, bytes);
    }

    /** The method if it is a known one, else empty. */
    static String method(Request request) {
        return METHODS.contains(request.getMethod()) ? request.getMethod() : "";
    }

    /** The route's own words for the path; empty where the request came to no route. */
    static String route(Request request) {
        return request.getAttribute(ROUTE) instanceof String known ? known : "";
    }

    @Override
    public void log(Request request, Response response) {
        Request own = Request.unWrap(request);
        String session = noted(own, SESSION);
        String id = response.getHeaders().get(RequestId.HEADER);
        LOG.info(
                "Request: method={} route=\"{}\" status={} bytes={} millis={} request={} session={}",
                METHODS.contains(request.getMethod()) ? request.getMethod() : NONE,
                noted(own, ROUTE),
                response.getStatus(),
                bytes(own, response),
                NanoTime.since(request.getBeginNanoTime()) / NANOS_A_MILLI,
                Objects.requireNonNullElse(id, NONE),
                session.equals(NONE) ? NONE : hash.of(session));
    }

    private static long bytes(Request request, Response response) {
        if (HttpMethod.HEAD.is(request.getMethod())) {
            return 0; // what was written went nowhere
        }
        return request.getAttribute(BYTES) instanceof Integer known ? known : Response.getContentBytesWritten(response);
    }

    private static String noted(Request request, String name) {
        return request.getAttribute(name) instanceof String known && !known.isEmpty() ? known : NONE;
    }
}
