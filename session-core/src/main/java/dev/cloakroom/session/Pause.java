package dev.cloakroom.session;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** A random moment for one of several who collided to step aside, twice as long at most after each collision. */
final class Pause {
    private static final long FIRST_NANOS = 20_000;
    private static final int MOST_DOUBLINGS = 8;

    private Pause() {}

    /** @param collisions how often there was one before; 0 does not pause */
    static void after(int collisions) {
        if (collisions > 0) {
            long most = FIRST_NANOS << Math.min(collisions, MOST_DOUBLINGS);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
        }
    }
}
