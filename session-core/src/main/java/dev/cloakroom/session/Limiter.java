package dev.cloakroom.session;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How often someone may do something, counted by all who share a store. Each principal has a bucket of a minute's worth
 * of tokens, which fills evenly while it is not full. A bucket nobody took from is full. Says nothing about sessions; a
 * {@link SessionRegistry} does not use it.
 *
 * <p>Whoever counts takes several tokens at a time and hands them out by itself, so that most of what it counts costs
 * no trip to the store. Tokens are not given back.
 */
public interface Limiter {
    /** The largest number of tokens a minute. */
    long MOST_PER_MINUTE = 1_000_000_000;

    /**
     * Takes tokens out of the principal's bucket, in one atomic step: as many as are wanted, or as many as there are.
     * When there is none, nothing is changed. When this fails, tokens may have been taken that nobody has.
     *
     * @param perMinute what the bucket holds at most and what flows into it in a minute, 1 to {@link #MOST_PER_MINUTE};
     *     when it differs from the last time, what is left stays, up to what the bucket holds now
     * @param wanted 1 or more
     * @return what was taken; empty when the store has no room to count, and then the caller counts by itself
     */
    Optional<Taken> take(Principal who, long perMinute, long wanted);

    /**
     * Tokens that were taken. Immutable and thread-safe.
     *
     * @param tokens how many; 0 when there was none
     * @param delay how long until there is one, when there was none; else zero
     */
    record Taken(long tokens, Duration delay) {
        /**
         * Checks both.
         *
         * @throws InvalidInput when one is negative
         */
        public Taken {
            Objects.requireNonNull(delay, "delay");
            if (tokens < 0 || delay.isNegative()) {
                throw new InvalidInput("what was taken is 0 tokens or more, and no negative delay");
            }
        }
    }
}
