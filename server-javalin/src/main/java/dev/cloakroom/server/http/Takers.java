package dev.cloakroom.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The clients that take answers: for how long each may make threads wait, what buys more time, and how many may do it
 * at once. Only who is slower than the pace counts among the latter. Thread-safe.
 */
final class Takers {

    /** What is written at once, and has to be taken in what time is left. */
    static final int PIECE = 64 * 1024;

    /** Before anything is written. */
    static final Takers NONE = new Takers(0, 1, new Semaphore(0));

    private final long patienceNanos;
    private final long bytesPerSecond;
    private final Semaphore places;

    private Takers(long patienceNanos, long bytesPerSecond, Semaphore places) {
        this.patienceNanos = patienceNanos;
        this.bytesPerSecond = bytesPerSecond;
        this.places = places;
    }

    /** As patient with them as with bodies. */
    static Takers at(Pace pace) {
        return new Takers(pace.patience().toNanos(), pace.bytesPerSecond(), new Semaphore(pace.atOnce()));
    }

    /** The same, each for this long. */
    Takers patient(Duration patience) {
        return new Takers(patience.toNanos(), bytesPerSecond, places);
    }

    long patienceNanos() {
        return patienceNanos;
    }

    /** For how long a write may wait before it counts: who keeps the pace has taken a piece by then. */
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
