package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * A request body with a deadline, which moves on with what has arrived. The engine bounds the time between two bytes
 * only: that time is cut down to what is left, so that the deadline also ends a read that is waiting, and restored when
 * the body is closed. Used by one thread.
 */
final class Incoming extends InputStream {

    private final InputStream in;
    private final EndPoint connection;
    private final long idleMillis;
    private final long bytesPerSecond;
    private final Runnable whenClosed;
    private final long start = System.nanoTime();
    private final long patienceNanos;
    private long received;
    private boolean closed;

    /** {@code bytesPerSecond} of {@link Long#MAX_VALUE} never moves the deadline on. */
    Incoming(HttpServletRequest request, InputStream in, Duration patience, long bytesPerSecond, Runnable whenClosed) {
        this.in = in;
        this.connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        this.idleMillis = connection.getIdleTimeout();
        this.patienceNanos = patience.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.whenClosed = whenClosed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(patienceNanos + earned() - (System.nanoTime() - start));
        if (left <= 0) {
            throw new IOException(new TimeoutException("the body comes too slowly"));
        }
        if (left < idleMillis) {
            connection.setIdleTimeout(left);
        }
        int read = in.read(buffer, offset, length);
        received += Math.max(read, 0);
        return read;
    }

    private long earned() {
        return received / bytesPerSecond * TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            connection.setIdleTimeout(idleMillis);
            whenClosed.run();
        }
    }
}
