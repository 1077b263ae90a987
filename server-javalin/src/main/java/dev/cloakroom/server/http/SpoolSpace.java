package dev.cloakroom.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of uploads may lie in temporary files at once, whoever sends them. Thread-safe. */
final class SpoolSpace {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    SpoolSpace(long most) {
        this.most = most;
    }

    /** Refuses with 503 when there is no room for so many bytes more. */
    void take(long bytes) {
        if (taken.addAndGet(bytes) > most) {
            release(bytes);
            throw Problem.of(ProblemCode.OVERLOADED, "The server has no room for another upload now")
                    .withHeader("Retry-After", "10")
                    .toException();
        }
    }

    void release(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
