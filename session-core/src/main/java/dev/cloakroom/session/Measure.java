package dev.cloakroom.session;

import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * One number that a store tells of itself, for whoever watches it: how many connections are in use, how full it is. It
 * says nothing of any session or person, and nobody decides by it. Immutable and thread-safe.
 *
 * @param name what it is called, such as {@code connections_in_use}: 1 to 64 lower-case letters, digits and
 *     underscores, a letter first; without the unit of a rate and without {@code _total}
 * @param help one sentence for people
 * @param kind whether it only rises
 * @param value the number now, 0 or more; asked for from any thread at any time, answered at once from memory and
 *     without a trip to anywhere
 */
public record Measure(String name, String help, Kind kind, LongSupplier value) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** What a number does as time goes by. */
    public enum Kind {
        /** Goes up and down. */
        GAUGE,
        /** Begins at 0 and only rises. */
        COUNTER
    }

    /**
     * Checks the name.
     *
     * @throws InvalidInput when it is not as told
     */
    public Measure {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(help, "help");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(value, "value");
        if (!NAME.matcher(name).matches() || name.endsWith("_total")) {
            throw new InvalidInput(
                    "a measure's name has 1 to 64 lower-case letters, digits and underscores, and no _total");
        }
    }

    /** A number that goes up and down. */
    public static Measure gauge(String name, String help, LongSupplier value) {
        return new Measure(name, help, Kind.GAUGE, value);
    }

    /** A number that only rises. */
    public static Measure counter(String name, String help, LongSupplier value) {
        return new Measure(name, help, Kind.COUNTER, value);
    }

    @Override
    public String toString() {
        return "Measure[" + name + "]";
    }
}
