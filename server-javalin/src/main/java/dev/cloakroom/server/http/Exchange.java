package dev.cloakroom.server.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request as the routes see it: everything parsed strictly, and the body only after the router has read it. Used by
 * one thread.
 */
public final class Exchange implements AutoCloseable {

    private final Context context;
    private final Intake intake;
    private final Headers headers;
    private @Nullable Query query;
    private final Events events;
    private Body body = new Body.None();

    public Exchange(Context context, Intake intake) {
        this.context = context;
        this.intake = intake;
        this.headers = new Headers(context.req());
        this.events = new Events(context.res(), outgoing(intake.readers().patient(Events.PATIENCE)));
    }

    /** The server's name for this request. */
    public String requestId() {
        return RequestId.of(ServletContextRequest.getServletContextRequest(request()));
    }

    /** Notes for the access log which route this request came to. */
    public void arrivedAt(String route) {
        AccessLog.arrived(
                ServletContextRequest.getServletContextRequest(request()),
                route,
                context.pathParamMap().getOrDefault("id", ""));
    }

    /** The segment of the path that the route calls by this name. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /** The other end of the connection: a client, or a proxy before it. */
    public InetAddress peer() {
        return ((InetSocketAddress) ServletContextRequest.getServletContextRequest(request())
                        .getConnectionMetaData()
                        .getRemoteSocketAddress())
                .getAddress();
    }

    public Headers headers() {
        return headers;
    }

    public Query query() {
        Query known = query;
        if (known == null) {
            known = Query.parse(request().getQueryString());
            query = known;
        }
        return known;
    }

    /** An event stream as the answer; see {@link Answer.Sent}. */
    public Events events() {
        return events;
    }

    private Outgoing outgoing(SlowReaders readers) {
        return new Outgoing(request(), context.res(), readers);
    }

    /** Answers; whoever takes the answer more slowly than a body may come loses the connection. */
    public void send(Answer answer) throws IOException {
        Responses.send(context, answer, outgoing(intake.readers()));
    }

    /** Ends a request that failed: with a problem document, or within an event stream that has begun. */
    public void fail(Problem problem) {
        if (events.begun()) {
            RequestReport.refused(request(), problem.code());
            events.fail(problem);
        } else {
            Responses.send(context, problem, intake);
        }
    }

    public Body body() {
        return body;
    }

    /** The JSON body; only for routes that read one. */
    public Fields fields() {
        if (body instanceof Body.Json json) {
            return json.fields();
        }
        throw new IllegalStateException("the route reads no JSON");
    }

    /** The multipart body; only for routes that read one. Valid until the request has been answered. */
    public UploadForm upload() {
        if (body instanceof Body.Form form) {
            return form.upload();
        }
        throw new IllegalStateException("the route reads no form");
    }

    /** Reads the body, once; the router's part. */
    public void read(Reads what) throws IOException {
        body = switch (what) {
            case NOTHING -> body;
            case JSON -> new Body.Json(JsonBody.read(request(), intake));
            case OPTIONAL_JSON -> new Body.Json(JsonBody.readOptional(request(), intake));
            case MERGE_PATCH -> new Body.Json(JsonBody.readPatch(request(), intake));
            case MULTIPART -> new Body.Form(new UploadReader(intake).read(request()));
        };
    }

    Context context() {
        return context;
    }

    private HttpServletRequest request() {
        return context.req();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    @Override
    public String toString() {
        return "Exchange(" + requestId() + ")";
    }
}
