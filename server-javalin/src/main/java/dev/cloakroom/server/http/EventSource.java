package dev.cloakroom.server.http;

import java.util.Optional;

/**
 * Where the events of a stream come from that outlives the thread of its request. Asked by one thread at a time, and
 * only when the client takes more: nothing is queued for a client that does not read.
 */
public interface EventSource extends AutoCloseable {

    /**
     * The stream begins.
     *
     * @param wake to be called, on any thread, whenever there may be something to send, or the stream shall end
     */
    void start(Runnable wake);

    /** Asked after a pause: what was held back is not to be sent without looking again. */
    void resume();

    /** The next event as bytes; empty when there is none now, or none any more. */
    Optional<byte[]> next();

    /** Whether there will be no more events. */
    boolean ended();

    /** The client is gone, or everything was sent. Called once. */
    @Override
    void close();
}
