package dev.cloakroom.server.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Writes answers and problems, each serialised once and straight into the response. Thread-safe. */
public final class Responses {

    /** Headers that are there whatever is answered. */
    private static final Set<String> FIXED = Set.of(
            "cache-control",
            "x-content-type-options",
            "content-security-policy",
            "referrer-policy",
            "cross-origin-resource-policy",
            "strict-transport-security",
            "vary",
            "access-control-allow-origin",
            "access-control-expose-headers",
            "x-request-id",
            "connection",
            "date");

    private Responses() {}

    /** Where a whole document goes. */
    @FunctionalInterface
    private interface Output {
        void write(byte[] bytes) throws IOException;
    }

    /** The id that the edge gave to this request. */
    public static String requestId(HttpServletResponse response) {
        return Objects.requireNonNullElse(response.getHeader(RequestId.HEADER), "");
    }

    static void send(Context context, Answer answer, Outgoing out) throws IOException {
        HttpServletResponse response = context.res();
        if (answer instanceof Answer.Sent) {
            return;
        }
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer instanceof Answer.Json json) {
            byte[] bytes = Json.bytes(json.body());
            describe(response, MediaType.JSON, bytes.length);
            out.write(bytes);
        } else if (answer instanceof Answer.Stream stream) {
            response.setContentType(stream.mediaType());
            stream.length().ifPresent(response::setContentLengthLong);
            if (!context.method().equals(HandlerType.HEAD)) {
                write(context, stream.writing(), out);
            }
        } else if (answer instanceof Answer.Live live) {
            follow(context, live);
        } else {
            response.setContentType(null);
        }
    }

    private static void follow(Context context, Answer.Live live) throws IOException {
        Events.begin(context.res());
        RequestReport.began(context.req());
        if (context.method().equals(HandlerType.HEAD)) {
            live.source().close();
            return;
        }
        Pump pump = new Pump(live.source(), live.executor(), context.res().getOutputStream());
        context.future(pump::start);
    }

    /** Answers with a problem, and lets a client that is still sending its body read it. */
    public static void send(Context context, Problem problem, Intake intake) {
        RequestReport.refused(context.req(), problem.code());
        Lingering lingering = Lingering.of(context.req(), intake);
        Outgoing out = new Outgoing(context.req(), context.res(), intake.readers());
        write(context.res(), lingering.announce(problem), out::write);
        // who was too slow before the answer will not be faster behind it
        if (problem.code() != ProblemCode.TIMEOUT) {
            lingering.discard(context.res());
        }
    }

    /** Without a bound of its own on how long the reader takes; does nothing when an answer has already begun. */
    static void write(HttpServletResponse response, Problem problem) {
        write(response, problem, bytes -> response.getOutputStream().write(bytes));
    }

    private static void write(HttpServletResponse response, Problem problem, Output out) {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        forgetHeaders(response);
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        try {
            byte[] bytes = problem.document(requestId(response));
            describe(response, Problem.MEDIA_TYPE, bytes.length);
            out.write(bytes);
        } catch (IOException gone) {
            // the client is gone, there is nobody to tell
            return;
        }
    }

    /** An answer that failed may have put headers on; what they say must not tell one refusal from another. */
    private static void forgetHeaders(HttpServletResponse response) {
        for (String name : List.copyOf(response.getHeaderNames())) {
            if (!FIXED.contains(name.toLowerCase(Locale.ROOT))) {
                response.setHeader(name, null);
            }
        }
    }

    private static void describe(HttpServletResponse response, String mediaType, int bytes) {
        response.setContentType(mediaType);
        response.setContentLength(bytes);
    }

    private static void write(Context context, Answer.Writing writing, Outgoing out) throws IOException {
        boolean whole = false;
        try {
            writing.to(out);
            whole = true;
        } finally {
            if (!whole && context.res().isCommitted()) {
                abort(context);
            }
        }
    }

    /** Breaks the connection of an answer that has begun and cannot be finished. */
    private static void abort(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getServletChannel()
                .abort(new IOException("the answer broke off"));
    }
}
