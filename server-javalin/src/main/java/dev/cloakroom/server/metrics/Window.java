package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.Served;
import java.util.concurrent.atomic.AtomicLong;

/** What was answered within some time. Thread-safe, without a lock. */
final class Window {

    private static final int REFUSED = 400;
    private static final int FAILED = 500;

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Latencies latencies = new Latencies();

    void count(Served served) {
        long unused = requests.incrementAndGet();
        if (served.status() >= FAILED) {
            unused = failed.incrementAndGet();
        } else if (served.status() >= REFUSED) {
            unused = refused.incrementAndGet();
        }
        if (!served.streamed()) {
            latencies.record(served.nanos());
        }
    }

    void add(Window other) {
        long unused = requests.addAndGet(other.requests());
        unused = refused.addAndGet(other.refused());
        unused = failed.addAndGet(other.failed());
        latencies.add(other.latencies);
    }

    long requests() {
        return requests.get();
    }

    /** Answered with 4xx. */
    long refused() {
        return refused.get();
    }

    /** Answered with 5xx. */
    long failed() {
        return failed.get();
    }

    Latencies latencies() {
        return latencies;
    }
}
