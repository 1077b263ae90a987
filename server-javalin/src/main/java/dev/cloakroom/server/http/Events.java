package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * An event stream that is written by the thread of its request. It begins with its first event; until then the request
 * may still end with another answer. A client that goes away, or makes the thread wait too long, is no failure: what
 * would be sent is dropped, and the work goes on. Used by one thread.
 */
public final class Events {

    /** The engine keeps it, on the heap, until the stream ends; what is longer is written piece by piece. */
    private static final int BUFFER = 2 * 1024;

    /** For how long its client may make the thread wait, and longer for what it took. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpServletResponse response;
    private final Outgoing out;
    private boolean begun;
    private boolean gone;

    Events(HttpServletResponse response, Outgoing out) {
        this.response = response;
        this.out = out;
    }

    boolean begun() {
        return begun;
    }

    /** A response header; only before the first event. */
    public void header(String name, String value) {
        response.setHeader(name, value);
    }

    public void send(String name, Object data) {
        write(EventText.event(name, data));
    }

    public void sendPlaced(String name, Object data, long id) {
        write(EventText.placed(name, data, id));
    }

    /** The last event of a stream that has begun and cannot be finished. */
    void fail(Problem problem) {
        write(EventText.text("", "error", problem.document(Responses.requestId(response))));
    }

    private void write(byte[] event) {
        if (!begun) {
            begun = true;
            begin(response);
        }
        if (gone) {
            return;
        }
        try {
            out.write(event);
            out.flush();
        } catch (IOException nobody) {
            gone = true;
        }
    }

    /** The head of every event stream; proxies are asked not to hold events back. */
    static void begin(HttpServletResponse response) {
        response.setStatus(200);
        response.setBufferSize(BUFFER);
        response.setContentType(MediaType.EVENTS);
        response.setHeader("X-Accel-Buffering", "no");
    }
}
