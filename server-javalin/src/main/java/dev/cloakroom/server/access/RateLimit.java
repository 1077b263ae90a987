package dev.cloakroom.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.session.Principal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How many requests a user may make in a minute: a bucket of as many tokens, filled evenly, so that a minute's worth
 * may come at once. Counted by this instance (R11). A bucket that nobody took from for a minute is full, and forgotten.
 * Thread-safe.
 */
public final class RateLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    /** Of about 300 bytes each; beyond that, whoever was quiet the longest is forgotten first. */
    private static final long MOST_USERS = 200_000;

    private final long perMinute;
    private final TimeMeter clock;
    private final Cache<Principal, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_USERS)
            .expireAfterAccess(WINDOW)
            .build();

    private RateLimit(long perMinute, TimeMeter clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** At most so many requests a minute; 0 for any number. */
    public static RateLimit perMinute(long requests) {
        return new RateLimit(requests, TimeMeter.SYSTEM_NANOTIME);
    }

    /** The same, filled on another clock. */
    static RateLimit perMinute(long requests, TimeMeter clock) {
        return new RateLimit(requests, clock);
    }

    /** Takes a token; what to answer when there is none. */
    Optional<Problem> take(Principal who) {
        if (perMinute == 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe = buckets.get(who, unused -> full()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(refusal(probe.getNanosToWaitForRefill()));
    }

    /** The fields are those of draft-ietf-httpapi-ratelimit-headers. */
    private Problem refusal(long nanos) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
        return Problem.of(ProblemCode.RATE_LIMITED, "More than " + perMinute + " requests of this user in a minute")
                .withHeader("Retry-After", Long.toString(seconds))
                .withHeader("RateLimit-Policy", "\"user\";q=" + perMinute + ";w=" + WINDOW.toSeconds())
                .withHeader("RateLimit", "\"user\";r=0;t=" + seconds);
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                .withCustomTimePrecision(clock)
                .build();
    }

    @Override
    public String toString() {
        return "RateLimit(" + perMinute + " a minute)";
    }
}
