package dev.cloakroom.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * A bucket of tokens for each key, filled evenly, so that a minute's worth may be taken at once. Counted by this
 * instance, and of a bounded number of keys: beyond that, what was quiet the longest is forgotten first, and full when
 * it is met again (R11). Thread-safe.
 */
final class Buckets<K> {

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Of about 300 bytes each. */
    static final long MOST_KEYS = 200_000;

    /** A bucket from which more was taken than it held needs longer than the window. */
    private static final Duration REMEMBERED = WINDOW.multipliedBy(5);

    private final long perMinute;
    private final TimeMeter clock;
    private final Cache<K, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(REMEMBERED)
            .build();

    Buckets(long perMinute, TimeMeter clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Takes a token: 0, or the nanoseconds until there is one. */
    long take(K key) {
        ConsumptionProbe probe = of(key).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }

    /** Takes a token whether there is one or not; what was taken too much is missing later. */
    void charge(K key) {
        var unused = of(key).consumeIgnoringRateLimits(1);
    }

    /** As {@link #take}, without taking it. */
    long untilOne(K key) {
        Bucket bucket = buckets.getIfPresent(key);
        return bucket == null ? 0 : bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }

    private Bucket of(K key) {
        return buckets.get(key, unused -> full());
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                .withCustomTimePrecision(clock)
                .build();
    }

    @Override
    public String toString() {
        return "Buckets(" + perMinute + " a minute)";
    }
}
