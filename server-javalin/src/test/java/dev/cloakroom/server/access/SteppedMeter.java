package dev.cloakroom.server.access;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes when it is told to. */
final class SteppedMeter implements TimeMeter {

    private final AtomicLong nanos = new AtomicLong(-7);

    void step(Duration time) {
        long unused = nanos.addAndGet(time.toNanos());
    }

    @Override
    public long currentTimeNanos() {
        return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
