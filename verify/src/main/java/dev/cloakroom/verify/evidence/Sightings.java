package dev.cloakroom.verify.evidence;

import java.util.concurrent.atomic.AtomicLongArray;

/** Who saw marks of whom, and how often: a square, allowed and not allowed apart. Thread-safe. */
public final class Sightings {
    private final int users;
    private final AtomicLongArray allowed;
    private final AtomicLongArray forbidden;

    /** Of so many users. */
    public Sightings(int users) {
        this.users = users;
        this.allowed = new AtomicLongArray(users * users);
        this.forbidden = new AtomicLongArray(users * users);
    }

    public int users() {
        return users;
    }

    public void saw(int viewer, int owner, boolean mayBe) {
        (mayBe ? allowed : forbidden).getAndIncrement(viewer * users + owner);
    }

    /** Marks that the viewer may see: own ones, and those of sessions that are shared with them. */
    public long allowed(int viewer, int owner) {
        return allowed.get(viewer * users + owner);
    }

    public long forbidden(int viewer, int owner) {
        return forbidden.get(viewer * users + owner);
    }
}
