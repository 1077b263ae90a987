package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The body of an answer, whose client may make threads wait for so long, and longer for what it took. One thread's. */
final class Outgoing extends OutputStream {

    /** What the head of an answer counts for, so that short answers do not add up for a client that takes them. */
    private static final int HEAD = 1024;

    private final HttpServletResponse response;
    private final SlowReaders readers;
    private final WriteDeadline deadline;
    private int head = HEAD;

    Outgoing(HttpServletRequest request, HttpServletResponse response, SlowReaders readers) {
        this.response = response;
        this.readers = readers;
        this.deadline = ((PromptConnection) ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnection())
                .deadline();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += SlowReaders.PIECE) {
            int from = offset + at;
            int piece = Math.min(SlowReaders.PIECE, length - at);
            inTime(() -> response.getOutputStream().write(bytes, from, piece), piece);
        }
    }

    @Override
    public void flush() throws IOException {
        inTime(response::flushBuffer, 0);
    }

    private void inTime(WriteDeadline.Write write, int bytes) throws IOException {
        long earned = readers.earnedNanos(bytes + (long) head);
        head = 0;
        deadline.inTime(write, readers, earned);
    }
}
