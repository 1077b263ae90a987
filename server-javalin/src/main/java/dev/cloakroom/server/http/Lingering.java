package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * A refusal often goes out while the client is still sending its body. Closing then would reset the connection, and the
 * client would lose the refusal on its way. So the answer is sent first, and what still comes is read and thrown away,
 * up to {@value #MAX_BYTES} bytes and for a few seconds, unless too many others are waited for. Used by one thread.
 */
final class Lingering {

    private static final long MAX_BYTES = 128L << 20;
    private static final Duration MAX_TIME = Duration.ofSeconds(5);

    private final HttpServletRequest request;
    private final Intake intake;
    private final boolean bodyOutstanding;

    private Lingering(HttpServletRequest request, Intake intake, boolean bodyOutstanding) {
        this.request = request;
        this.intake = intake;
        this.bodyOutstanding = bodyOutstanding;
    }

    static Lingering of(HttpServletRequest request, Intake intake) {
        // asking the servlet input stream would already tell a client that waits to send its body
        boolean read = ServletContextRequest.getServletContextRequest(request)
                .getHttpInput()
                .isFinished();
        return new Lingering(request, intake, JsonBody.hasBody(request) && !read);
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
        try {
            response.flushBuffer();
            Optional<Incoming> rest = intake.openRest(request, MAX_TIME);
            if (rest.isPresent()) {
                discard(rest.get());
            }
        } catch (IOException gone) {
            // it did not want to know, or what it sent is broken
            return;
        }
    }

    private static void discard(Incoming rest) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long left = MAX_BYTES;
        try (rest) {
            int read = rest.read(buffer);
            while (read >= 0 && left > 0) {
                left -= read;
                read = rest.read(buffer);
            }
        }
    }
}
