package dev.cloakroom.server;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * A refusal often goes out while the client is still sending its body. Closing then would reset the connection, and the
 * client would lose the refusal on its way. So the answer is sent first, and what still comes is read and thrown away,
 * up to {@value #MAX_BYTES} bytes and for a few seconds. Used by one thread.
 */
final class Lingering {

    private static final long MAX_BYTES = 128L << 20;
    private static final Duration MAX_TIME = Duration.ofSeconds(5);

    private final HttpServletRequest request;
    private final boolean bodyOutstanding;

    private Lingering(HttpServletRequest request, boolean bodyOutstanding) {
        this.request = request;
        this.bodyOutstanding = bodyOutstanding;
    }

    static Lingering of(HttpServletRequest request) {
        // asking the servlet input stream would already tell a client that waits to send its body
        boolean read = ServletContextRequest.getServletContextRequest(request)
                .getHttpInput()
                .isFinished();
        return new Lingering(request, JsonBody.hasBody(request) && !read);
    }

    /** The problem, which says that the connection ends here when a body is outstanding. */
    Problem announce(Problem problem) {
        return bodyOutstanding ? problem.withHeader("Connection", "close") : problem;
    }

    /** Sends what is written and reads the body to its end, unless the client waits to be told to send it. */
    void discard(HttpServletResponse response) {
        if (!bodyOutstanding || request.getHeader("Expect") != null) {
            return;
        }
        long deadline = System.nanoTime() + MAX_TIME.toNanos();
        long left = MAX_BYTES;
        byte[] buffer = new byte[16 * 1024];
        try {
            response.flushBuffer();
            ServletInputStream in = request.getInputStream();
            int read = in.read(buffer);
            while (read >= 0 && left > 0 && System.nanoTime() - deadline < 0) {
                left -= read;
                read = in.read(buffer);
            }
        } catch (IOException gone) {
            // it did not want to know, or what it sent is broken
            return;
        }
    }
}
