package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Where request bodies come in. Whoever waits for a body holds a thread, and a client can make it wait by sending byte
 * after byte; so each body has its time, and only so many are waited for at once. A body that has already arrived with
 * its headers, as most have, waits for nobody and is not counted. Thread-safe.
 */
public final class Intake {

    private final BodyLimits limits;
    private final SpoolSpace space;
    private final Semaphore places;
    private final SlowReaders readers;

    public Intake(BodyLimits limits) {
        this.limits = limits;
        this.space = new SpoolSpace(limits.upload().spoolBytes());
        this.places = new Semaphore(limits.pace().atOnce());
        this.readers = SlowReaders.at(limits.pace());
    }

    BodyLimits limits() {
        return limits;
    }

    /** Room for what uploads do not keep in memory. */
    SpoolSpace space() {
        return space;
    }

    /** The body, to be closed when it is read; refused when too many others are on their way. */
    Incoming open(HttpServletRequest request) throws IOException {
        Pace pace = limits.pace();
        InputStream in = request.getInputStream();
        if (hasArrived(request)) {
            return new Incoming(request, in, pace.patience(), pace.bytesPerSecond(), () -> {});
        }
        if (!places.tryAcquire()) {
            throw Problem.of(ProblemCode.OVERLOADED, "Too many request bodies are on their way")
                    .withHeader("Retry-After", "1")
                    .toException();
        }
        return new Incoming(request, in, pace.patience(), pace.bytesPerSecond(), places::release);
    }

    /** The rest of a body that nobody needs, for this long; empty when others need the thread more. */
    Optional<Incoming> openRest(HttpServletRequest request, Duration time) throws IOException {
        InputStream in = request.getInputStream();
        return places.tryAcquire()
                ? Optional.of(new Incoming(request, in, time, Long.MAX_VALUE, places::release))
                : Optional.empty();
    }

    /** What clients may do that take answers more slowly than bodies have to come. */
    SlowReaders readers() {
        return readers;
    }

    private static boolean hasArrived(HttpServletRequest request) throws IOException {
        long announced = request.getContentLengthLong();
        return announced >= 0 && announced <= request.getInputStream().available();
    }
}
