package dev.cloakroom.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What clients may do that take answers slowly: for how long each may make threads wait, what buys more time, and how
 * many may do it at once. Among the latter counts whose write waits for longer than a piece takes at the pace; the
 * system takes answers in larger steps, so that some count who keep the pace. Thread-safe.
 */
final class SlowReaders {

    /** What is written at once, and has to be taken in what time is left. */
    static final int PIECE = 64 * 1024;

    private final long patienceNanos;
    private final long bytesPerSecond;
    private final Semaphore places;

    private SlowReaders(long patienceNanos, long bytesPerSecond, Semaphore places) {
        this.patienceNanos = patienceNanos;
        this.bytesPerSecond = bytesPerSecond;
        this.places = places;
    }

    /** As patient with them as with bodies. */
    static SlowReaders at(Pace pace) {
        return new SlowReaders(pace.patience().toNanos(), pace.bytesPerSecond(), new Semaphore(pace.atOnce()));
    }

    /** The same, each for this long. */
    SlowReaders patient(Duration patience) {
        return new SlowReaders(patience.toNanos(), bytesPerSecond, places);
    }

    long patienceNanos() {
        return patienceNanos;
    }

    /** For how long a write may wait before it counts: what a piece takes at the pace. */
    long graceNanos() {
        return earnedNanos(PIECE);
    }

    /** The time that so many bytes are worth. */
    long earnedNanos(long bytes) {
        return TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
    }

    /** For those who wait longer. */
    Semaphore places() {
        return places;
    }
}
