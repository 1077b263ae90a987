package dev.cloakroom.server.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Moves events from a source to a client without holding a thread while neither has anything to do. One run at a time,
 * whoever wakes it and however often; a wake during a run makes it run once more. Thread-safe.
 */
final class Pump implements WriteListener {

    private final EventSource source;
    private final Executor executor;
    private final ServletOutputStream out;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean open; // the engine says first that it takes something
    private boolean unflushed = true; // the head of the response

    Pump(EventSource source, Executor executor, ServletOutputStream out) {
        this.source = source;
        this.executor = executor;
        this.out = out;
    }

    /**
     * Begins to pump.
     *
     * @return completes when the stream has ended, however that came
     */
    CompletableFuture<Void> start() {
        source.start(this::wake);
        out.setWriteListener(this);
        return done;
    }

    @Override
    public void onWritePossible() {
        open = true;
        wake();
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException stopping) {
                end();
            }
        }
    }

    private void run() {
        int seen = wakes.get();
        while (seen != 0) {
            if (open && !closed.get()) {
                move();
            }
            seen = wakes.addAndGet(-seen);
        }
    }

    private void move() {
        try {
            source.resume();
            boolean more = true;
            while (more && out.isReady()) {
                more = moveOne();
            }
        } catch (IOException | RuntimeException broken) {
            end();
        }
    }

    /** Every write and every flush needs to be allowed by itself. */
    private boolean moveOne() throws IOException {
        if (unflushed) {
            unflushed = false;
            out.flush();
            return true;
        }
        Optional<byte[]> event = source.next();
        if (event.isPresent()) {
            unflushed = true;
            out.write(event.get());
            return true;
        }
        if (source.ended()) {
            end();
        }
        return false;
    }

    private void end() {
        if (closed.compareAndSet(false, true)) {
            source.close();
            boolean unused = done.complete(null);
        }
    }
}
