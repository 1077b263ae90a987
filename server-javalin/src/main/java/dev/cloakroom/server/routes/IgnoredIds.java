package dev.cloakroom.server.routes;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests that brought a session id along where only the server issues one (R1). The ids are not looked at; a
 * count that rises tells an operator that a client still chooses its own. Thread-safe.
 */
public final class IgnoredIds {

    private final LongAdder ignored = new LongAdder();

    void count() {
        ignored.increment();
    }

    /** How many there were. */
    public long sum() {
        return ignored.sum();
    }
}
