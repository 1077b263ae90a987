package dev.cloakroom.server.upkeep;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says how far it is, every two seconds and not before. Used by one thread. */
public final class Progress {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter err;
    private final LongSupplier nanos;
    private long last;

    /** @param nanos a clock that only goes forward */
    public Progress(PrintWriter err, LongSupplier nanos) {
        this.err = err;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    void at(String how) {
        long now = nanos.getAsLong();
        if (now - last >= PAUSE) {
            last = now;
            err.println("cloakroom: " + how + " so far");
            err.flush();
        }
    }
}
