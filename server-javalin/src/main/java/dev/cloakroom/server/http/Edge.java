package dev.cloakroom.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The outermost handler: every request gets an id, every response the fixed headers, and both are counted so that a
 * stop can wait for them. Thread-safe.
 */
final class Edge extends Handler.Wrapper {

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NOSNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

    private final Traffic traffic;

    Edge(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Puts the headers on that every response carries, the engine's own refusals included. */
    static void stamp(Response response, String requestId) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(NO_STORE);
        headers.put(NOSNIFF);
        headers.put(RequestId.HEADER, requestId);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        traffic.enter();
        Request.addCompletionListener(request, failure -> traffic.leave());
        stamp(response, RequestId.of(request));
        return super.handle(request, new LastAnswer(request, response), callback);
    }

    /** Says {@code Connection: close} when draining has begun by the time the answer does. */
    private final class LastAnswer extends Response.Wrapper {

        LastAnswer(Request request, Response wrapped) {
            super(request, wrapped);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (traffic.draining() && !isCommitted()) {
                getHeaders().put(CLOSE);
            }
            super.write(last, content, callback);
        }
    }
}
