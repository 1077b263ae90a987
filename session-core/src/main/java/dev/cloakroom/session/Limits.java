package dev.cloakroom.session;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The limits in force (R11) and how long a session lives. A store is opened with its limits and a registry takes them
 * from its store, so the two cannot differ. Immutable and thread-safe.
 */
public final class Limits {
    private static final Limits STANDARD = new Limits(standardValues(), Duration.ofHours(24), Duration.ofDays(30));

    private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);

    private final EnumMap<Limit, Long> values;
    private final Duration idleTimeout;
    private final Duration absoluteTimeout;

    private Limits(EnumMap<Limit, Long> values, Duration idleTimeout, Duration absoluteTimeout) {
        this.values = values;
        this.idleTimeout = idleTimeout;
        this.absoluteTimeout = absoluteTimeout;
    }

    /** Every {@link Limit#standard()}, 24 hours idle, 30 days in all. */
    public static Limits standard() {
        return STANDARD;
    }

    /**
     * These limits with one of them changed.
     *
     * @throws InvalidInput when {@code value} is below 1
     */
    public Limits with(Limit limit, long value) {
        if (value < 1) {
            throw new InvalidInput("a limit has to be at least 1: " + limit.subject() + " " + value);
        }
        EnumMap<Limit, Long> changed = values.clone();
        Long unused = changed.put(limit, value);
        return new Limits(changed, idleTimeout, absoluteTimeout);
    }

    /**
     * These limits with other lifetimes.
     *
     * @throws InvalidInput when one is shorter than a millisecond or longer than 36 500 days
     */
    public Limits withTimeouts(Duration idle, Duration absolute) {
        requireLifetime(idle);
        requireLifetime(absolute);
        return new Limits(values, idle, absolute);
    }

    private static void requireLifetime(Duration lifetime) {
        if (lifetime.compareTo(Duration.ofMillis(1)) < 0 || lifetime.compareTo(LONGEST_LIFE) > 0) {
            throw new InvalidInput("a timeout has to be a millisecond to " + LONGEST_LIFE.toDays() + " days");
        }
    }

    /** The value in force, in the limit's own unit. */
    public long of(Limit limit) {
        return Objects.requireNonNull(values.get(limit));
    }

    /** How long a session lives after its last activity. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** How long a session lives at most. */
    public Duration absoluteTimeout() {
        return absoluteTimeout;
    }

    /** Refuses {@code actual} when it is over the limit. */
    void require(Limit limit, long actual) {
        if (actual > of(limit)) {
            throw new LimitExceeded(limit, actual, of(limit));
        }
    }

    /**
     * Refuses metadata that is over a limit, as whatever stores it would.
     *
     * @throws LimitExceeded when there are too many pairs or one is too long
     * @throws InvalidInput when a key or value is ill-formed
     */
    public void requireMetadata(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return;
        }
        require(Limit.METADATA_PAIRS, metadata.size());
        metadata.forEach((key, value) -> {
            Text.requireChars(key, Limit.METADATA_KEY_CHARS, of(Limit.METADATA_KEY_CHARS));
            Text.requireChars(value, Limit.METADATA_VALUE_CHARS, of(Limit.METADATA_VALUE_CHARS));
        });
        int unused = Text.utf8Bytes(metadata);
    }

    private static EnumMap<Limit, Long> standardValues() {
        EnumMap<Limit, Long> values = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            Long unused = values.put(limit, limit.standard());
        }
        return values;
    }
}
