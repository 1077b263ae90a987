package dev.cloakroom.server.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops an {@link Engine} without cutting a request that it accepted (R14). Four steps, in this order:
 *
 * <ol>
 *   <li>draining: {@link Traffic#draining()} is true, every answer carries {@code Connection: close};
 *   <li>for {@code delay} new connections are still welcome, so that balancers can look away;
 *   <li>no new connections, and streams without an end are told to end; open connections are answered until all is
 *       quiet or {@code timeout} has passed;
 *   <li>the engine stops.
 * </ol>
 *
 * <p>Thread-safe; the first call stops, later calls return at once.
 */
public final class GracefulStop {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    /** How long an open but silent connection may still come up with a request. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private final Engine engine;
    private final Duration delay;
    private final Duration timeout;
    private final Runnable endStreams;

    /** @param endStreams ends what would go on for as long as its client likes */
    public GracefulStop(Engine engine, Duration delay, Duration timeout, Runnable endStreams) {
        this.engine = engine;
        this.endStreams = endStreams;
        this.delay = delay;
        this.timeout = timeout;
    }

    /**
     * Returns when the engine has stopped.
     *
     * @return true when no request was cut
     */
    public boolean stop() {
        Traffic traffic = engine.traffic();
        if (!traffic.beginDraining()) {
            return true;
        }
        pause();
        engine.stopListening();
        endStreams.run();
        boolean clean = traffic.awaitQuiet(() -> engine.connections() == 0, QUIET, timeout);
        if (!clean) {
            LOG.warn("drain timeout of {} ms passed, cutting {} requests", timeout.toMillis(), traffic.inFlight());
        }
        engine.close();
        return clean;
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
