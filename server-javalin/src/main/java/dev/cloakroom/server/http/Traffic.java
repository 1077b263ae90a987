package dev.cloakroom.server.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How many requests are being answered, and whether the server is draining. Thread-safe; counting costs two atomic
 * operations a request.
 */
public final class Traffic {

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(5).toNanos();

    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final RequestWatch watch;
    private volatile long lastLeft = System.nanoTime();

    /** Traffic that nobody else is told of. */
    public Traffic() {
        this(RequestWatch.NOBODY);
    }

    /** Traffic of which {@code watch} is told, request by request. */
    public Traffic(RequestWatch watch) {
        this.watch = watch;
    }

    RequestWatch watch() {
        return watch;
    }

    void enter() {
        inFlight.incrementAndGet();
    }

    void leave() {
        if (draining.get()) {
            lastLeft = System.nanoTime();
        }
        inFlight.decrementAndGet();
    }

    /** Requests that are being answered, live streams included. */
    public long inFlight() {
        return inFlight.get();
    }

    /** True from the first moment of a stop: readiness says no, and every answer ends its connection. */
    public boolean draining() {
        return draining.get();
    }

    /** Returns false when draining had begun before. */
    boolean beginDraining() {
        lastLeft = System.nanoTime();
        return draining.compareAndSet(false, true);
    }

    /**
     * Waits until no request is being answered and either nobody is connected or no request has ended for
     * {@code quiet}: a client that just got its answer may already be sending the next request on its connection.
     *
     * @return false when {@code timeout} passed, or the thread was interrupted, first
     */
    boolean awaitQuiet(BooleanSupplier nobodyConnected, Duration quiet, Duration timeout) {
        long start = System.nanoTime();
        while (true) {
            if (inFlight.get() == 0 && (nobodyConnected.getAsBoolean() || quietSince(start, quiet))) {
                return true;
            }
            if (System.nanoTime() - start >= timeout.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private boolean quietSince(long start, Duration quiet) {
        long now = System.nanoTime();
        return now - start >= quiet.toNanos() && now - lastLeft >= quiet.toNanos();
    }
}
