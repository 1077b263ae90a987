package dev.cloakroom.store.redis;

import dev.cloakroom.session.Limits;
import java.time.Duration;

/**
 * How long what is kept. A session ends at a deadline in its record, which scripts compare with Redis' own clock; that
 * its keys vanish later only gives room back. They outlive the deadline by the slack, so that they are renewed seldom,
 * and so that no reservation of the owner's listing can be older than an expired record still is there.
 */
final class Lifetime {
    /** How much longer than a session its keys live, at most. */
    static final Duration SLACK = Duration.ofHours(1);

    /** Chunks of an upload of which nothing was heard for so long are thrown away. */
    static final Duration STAGING = Duration.ofHours(1);

    private Lifetime() {}

    static long slack() {
        return SLACK.toMillis();
    }

    static long idle(Limits limits) {
        return limits.idleTimeout().toMillis();
    }

    static long absolute(Limits limits) {
        return limits.absoluteTimeout().toMillis();
    }

    /** How long an owner's listing is kept after a session was opened: longer than any session in it lives. */
    static long listing(Limits limits) {
        return absolute(limits) + 2 * slack();
    }
}
