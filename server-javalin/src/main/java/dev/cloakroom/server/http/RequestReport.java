package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;

/** Tells a watch of each request when its answer is complete. Thread-safe. */
final class RequestReport implements RequestLog {

    private static final String PROBLEM = RequestReport.class.getName() + ".problem";
    private static final String BEGAN = RequestReport.class.getName() + ".began";
    private static final String REPLAYED = "Idempotent-Replayed";

    private final RequestWatch watch;

    RequestReport(RequestWatch watch) {
        this.watch = watch;
    }

    /** Notes what a request is refused with. */
    static void refused(HttpServletRequest request, ProblemCode code) {
        refused(ServletContextRequest.getServletContextRequest(request), code);
    }

    /** As {@link #refused(HttpServletRequest, ProblemCode)}, for what the engine refuses by itself. */
    static void refused(Request request, ProblemCode code) {
        Request.unWrap(request).setAttribute(PROBLEM, code);
    }

    /** Notes that a stream begins now, which goes on for as long as its client likes. */
    static void began(HttpServletRequest request) {
        Request.unWrap(ServletContextRequest.getServletContextRequest(request)).setAttribute(BEGAN, NanoTime.now());
    }

    @Override
    public void log(Request request, Response response) {
        Request own = Request.unWrap(request);
        long end = own.getAttribute(BEGAN) instanceof Long began ? began : NanoTime.now();
        watch.answered(new RequestWatch.Seen(
                AccessLog.method(own),
                AccessLog.route(own),
                response.getStatus(),
                own.getAttribute(PROBLEM) instanceof ProblemCode code ? Optional.of(code) : Optional.empty(),
                response.getHeaders().contains(REPLAYED),
                NanoTime.elapsed(own.getBeginNanoTime(), end),
                Objects.requireNonNullElse(response.getHeaders().get(RequestId.HEADER), "")));
    }
}
