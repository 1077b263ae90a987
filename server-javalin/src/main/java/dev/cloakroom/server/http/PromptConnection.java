package dev.cloakroom.server.http;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * A connection on which no field that decides how a request is read may come as a trailer, and on which the head of a
 * request has to be complete in a given time. The engine bounds the time between two bytes only, so that a client could
 * hold a connection for hours with one byte now and then: that time is cut down to what is left, and restored when the
 * head is complete. The time between two requests is not bounded by it.
 *
 * <p>One thread at a time reads heads, and the next one sees what it left. The engine alone does not keep to that: what
 * it cannot read it refuses on another thread, which reads on when the refusal is out, while the first may still be at
 * it. Both then use one buffer, and one of them after the other gave it back (ADR 0016).
 */
final class PromptConnection extends HttpConnection {

    private static final long NOT_BEGUN = 0;
    private static final char DEL = 0x7f;

    /**
     * What decides where a request ends, where it goes, who asks, and how its body is read: behind that body it comes
     * too late, and a party that merges it into the head reads another request (RFC 9110, 6.5.1).
     */
    private static final Set<HttpHeader> NO_TRAILERS = EnumSet.of(
            HttpHeader.CONNECTION,
            HttpHeader.CONTENT_LENGTH,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.TE,
            HttpHeader.TRAILER,
            HttpHeader.UPGRADE,
            HttpHeader.KEEP_ALIVE,
            HttpHeader.PROXY_CONNECTION,
            HttpHeader.HOST,
            HttpHeader.FORWARDED,
            HttpHeader.X_FORWARDED_FOR,
            HttpHeader.X_FORWARDED_HOST,
            HttpHeader.X_FORWARDED_PROTO,
            HttpHeader.AUTHORIZATION,
            HttpHeader.PROXY_AUTHORIZATION,
            HttpHeader.COOKIE,
            HttpHeader.ORIGIN,
            HttpHeader.EXPECT,
            HttpHeader.RANGE,
            HttpHeader.CACHE_CONTROL,
            HttpHeader.CONTENT_TYPE,
            HttpHeader.CONTENT_ENCODING,
            HttpHeader.CONTENT_RANGE);

    /** The same of this interface, in lower case. */
    private static final Set<String> OWN_NO_TRAILERS =
            Set.of("x-user-id", "x-tenant-id", "idempotency-key", "last-event-id");

    private final ReentrantLock reading = new ReentrantLock();
    private final long patienceNanos;
    private final WriteDeadline deadline;
    private volatile long idleMillis;
    private volatile long begun = NOT_BEGUN;

    private PromptConnection(HttpConfiguration http, Connector connector, EndPoint endPoint, Duration patience) {
        super(http, connector, endPoint);
        this.patienceNanos = patience.toNanos();
        this.deadline = new WriteDeadline(endPoint, connector.getScheduler(), System::nanoTime);
    }

    @Override
    public void onOpen() {
        idleMillis = getEndPoint().getIdleTimeout();
        super.onOpen();
    }

    @Override
    public void onClose(Throwable cause) {
        deadline.end();
        super.onClose(cause);
    }

    @Override
    public void onFillable() {
        reading.lock();
        try {
            super.onFillable();
            boundHead();
        } finally {
            reading.unlock();
        }
    }

    private void boundHead() {
        HttpParser parser = getParser();
        boolean withinHead = parser.getState().compareTo(HttpParser.State.START) > 0
                && parser.getState().compareTo(HttpParser.State.CONTENT) < 0;
        if (!withinHead) {
            return;
        }
        long now = System.nanoTime();
        if (begun == NOT_BEGUN) {
            begun = now == NOT_BEGUN ? 1 : now;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(patienceNanos - (now - begun));
        if (left < idleMillis) {
            getEndPoint().setIdleTimeout(Math.max(left, 1));
        }
    }

    /** The head is complete. */
    void headIsComplete() {
        if (begun != NOT_BEGUN) {
            begun = NOT_BEGUN;
            getEndPoint().setIdleTimeout(idleMillis);
        }
    }

    /** Until when the client has to have taken what is written. */
    WriteDeadline deadline() {
        return deadline;
    }

    @Override
    protected HttpConnection.RequestHandler newRequestHandler() {
        return new StrictReading();
    }

    /** Refuses what the engine lets pass. */
    private final class StrictReading extends RequestHandler {

        /** The engine refuses a DEL in a path or query, but not where all of it came at once and lies on the heap. */
        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            super.startRequest(method, uri, version);
            if (uri.indexOf(DEL) >= 0) {
                throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "a control character");
            }
        }

        /** What may not come behind a body is refused; the rest is read and used by nobody. */
        @Override
        public void parsedTrailer(HttpField field) {
            if (NO_TRAILERS.contains(field.getHeader()) || OWN_NO_TRAILERS.contains(field.getLowerCaseName())) {
                throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "a trailer of the head");
            }
            super.parsedTrailer(field);
        }
    }

    /** Makes such connections. */
    static final class Factory extends HttpConnectionFactory {

        private final Duration patience;

        Factory(HttpConfiguration http, Duration patience) {
            super(http);
            this.patience = patience;
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            PromptConnection connection = new PromptConnection(getHttpConfiguration(), connector, endPoint, patience);
            connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
            return configure(connection, connector, endPoint);
        }
    }
}
