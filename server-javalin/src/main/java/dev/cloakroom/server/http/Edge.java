package dev.cloakroom.server.http;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
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
    /** What is answered is data: nothing of it runs, is framed, or is embedded by others. Pages say more. */
    private static final HttpField POLICY =
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final HttpField SAME_ORIGIN = new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin");
    private static final HttpField TLS_ONLY = new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000");
    private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

    private final Traffic traffic;

    Edge(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Puts the headers on that every response carries, the engine's own refusals included. */
    static void stamp(Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(NO_STORE);
        headers.put(NOSNIFF);
        headers.put(POLICY);
        headers.put(NO_REFERRER);
        headers.put(SAME_ORIGIN);
        if (request.isSecure()) {
            headers.put(TLS_ONLY);
        }
        headers.put(RequestId.HEADER, RequestId.of(request));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        traffic.enter();
        Request.addCompletionListener(request, failure -> traffic.leave());
        if (request.getConnectionMetaData().getConnection() instanceof PromptConnection connection) {
            connection.headIsComplete();
        }
        stamp(request, response);
        if (!isFramedInOneWay(request)) {
            response.getHeaders().put(CLOSE);
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        return super.handle(request, new LastAnswer(request, response), callback);
    }

    /**
     * Whether a proxy before this server reads where the body ends as this server does: of transfer codings the engine
     * passes over those that it does not know, and lets HTTP/1.0 have them, which has none (RFC 9112, 6.1).
     */
    private static boolean isFramedInOneWay(Request request) {
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        return codings.isEmpty()
                || (codings.size() == 1
                        && codings.get(0).equalsIgnoreCase("chunked")
                        && request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0);
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
