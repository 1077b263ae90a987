package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.StoreUnavailable;
import io.github.bucket4j.TimeMeter;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * How many requests a user may make in a minute: a bucket of as many tokens, filled evenly, so that a minute's worth
 * may come at once (R11). Counted over all instances where their store counts, see {@link SharedBuckets} for how
 * exactly, and by this instance where it does not. Thread-safe.
 */
final class RateLimit {

    private final long perMinute;
    private final ToLongFunction<Principal> tokens;

    private RateLimit(long perMinute, ToLongFunction<Principal> tokens) {
        this.perMinute = perMinute;
        this.tokens = tokens;
    }

    /**
     * At most so many requests a minute; 0 for any number.
     *
     * @param shared what counts over all instances
     */
    static RateLimit perMinute(long requests, Optional<Limiter> shared, TimeMeter clock) {
        if (requests == 0) {
            return new RateLimit(0, who -> 0);
        }
        return new RateLimit(
                requests,
                shared.<ToLongFunction<Principal>>map(limiter -> new SharedBuckets(limiter, requests, clock)::take)
                        .orElseGet(() -> new Buckets<Principal>(requests, clock)::take));
    }

    /**
     * Takes a token; what to answer when there is none.
     *
     * @throws StoreUnavailable when the store cannot count now
     */
    Optional<Problem> take(Principal who) {
        long nanos = tokens.applyAsLong(who);
        return nanos == 0
                ? Optional.empty()
                : Optional.of(TooMany.of("user", "requests of this user", perMinute, nanos));
    }

    @Override
    public String toString() {
        return "RateLimit(" + perMinute + " a minute)";
    }
}
