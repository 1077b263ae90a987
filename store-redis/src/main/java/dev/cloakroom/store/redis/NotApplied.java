package dev.cloakroom.store.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * An attempt that certainly changed nothing: it never reached Redis, or Redis said so. Costs no stack trace; it is
 * caught by {@link Redis} and nowhere else.
 */
final class NotApplied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final boolean again;
    private final transient @Nullable HostAndPort elsewhere;
    private final boolean asking;

    private NotApplied(
            String why, @Nullable Throwable cause, boolean again, @Nullable HostAndPort elsewhere, boolean asking) {
        super(why, cause, false, false);
        this.why = why;
        this.again = again;
        this.elsewhere = elsewhere;
        this.asking = asking;
    }

    /** Nobody answers there. */
    static NotApplied unreachable(HostAndPort node, Throwable cause) {
        return new NotApplied("Redis at " + node + " cannot be reached", cause, true, null, false);
    }

    /** Redis does not want this user, or not yet. */
    static NotApplied refused(HostAndPort node, Throwable cause) {
        return new NotApplied(
                "Redis at " + node + " refuses the connection: " + cause.getMessage(), cause, false, null, false);
    }

    /** May be otherwise in a moment. */
    static NotApplied again(String why) {
        return new NotApplied(why, null, true, null, false);
    }

    /** Will not be otherwise in a moment. */
    static NotApplied forGood(String why) {
        return new NotApplied(why, null, false, null, false);
    }

    /**
     * Another server of the cluster has the slot.
     *
     * @param asking for this one request, since the slot is being moved
     */
    static NotApplied elsewhere(HostAndPort node, boolean asking) {
        return new NotApplied("the cluster moves the slot to " + node, null, true, node, asking);
    }

    /** What happened, for people. */
    String why() {
        return why;
    }

    boolean isWorthAnotherAttempt() {
        return again;
    }

    @Nullable HostAndPort elsewhere() {
        return elsewhere;
    }

    boolean asking() {
        return asking;
    }
}
