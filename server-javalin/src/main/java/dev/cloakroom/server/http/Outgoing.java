package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The body of an answer, whose client may make threads wait for so long, and longer for what it took. One thread's. */
final class Outgoing extends OutputStream {

    /** What is written at once, and has to be taken in what time is left. */
    private static final int PIECE = 64 * 1024;

    /** What the head of an answer counts for, so that short answers on one connection never add up to much. */
    private static final int HEAD = 1024;

    private final HttpServletResponse response;
    private final Taking taking;
    private final long patienceNanos;
    private final long bytesPerSecond;
    private long taken = HEAD;

    Outgoing(HttpServletRequest request, HttpServletResponse response, Duration patience, long bytesPerSecond) {
        this.response = response;
        this.taking = ((PromptConnection) ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnection())
                .taking();
        this.patienceNanos = patience.toNanos();
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += PIECE) {
            int from = offset + at;
            int piece = Math.min(PIECE, length - at);
            inTime(() -> response.getOutputStream().write(bytes, from, piece));
            taken += piece;
        }
    }

    @Override
    public void flush() throws IOException {
        inTime(response::flushBuffer);
    }

    private void inTime(Taking.Write write) throws IOException {
        long earned = TimeUnit.SECONDS.toNanos(taken) / bytesPerSecond;
        taken = 0;
        taking.inTime(write, patienceNanos, earned);
    }
}
