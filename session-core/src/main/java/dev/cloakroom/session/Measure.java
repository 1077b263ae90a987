package dev.cloakroom.session;

import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * A number that a store tells of itself, such as how many connections are in use. It says nothing of a session, a user
 * or content (R12). Immutable; thread-safe if its value is.
 *
 * @param name lower-case words joined by underscores, without a prefix: {@code connections_in_use}
 * @param help what is counted, in one sentence without a full stop
 * @param kind how the number moves
 * @param value the number now; called from any thread, returns at once and does not throw
 */
public record Measure(String name, String help, Kind kind, DoubleSupplier value) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+){0,7}");

    /** How a number moves. */
    public enum Kind {
        /** Up and down. */
        GAUGE,
        /** Only up while the store is open. */
        COUNTER
    }

    /**
     * Checks the name.
     *
     * @throws InvalidInput when it is no words joined by underscores
     */
    public Measure {
        Objects.requireNonNull(help, "help");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(value, "value");
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInput("a measure's name is lower-case words joined by underscores");
        }
    }

    /** A number that goes up and down. */
    public static Measure gauge(String name, String help, DoubleSupplier value) {
        return new Measure(name, help, Kind.GAUGE, value);
    }

    /** A number that only goes up while the store is open. */
    public static Measure counter(String name, String help, DoubleSupplier value) {
        return new Measure(name, help, Kind.COUNTER, value);
    }

    @Override
    public String toString() {
        return "Measure[" + kind + "]";
    }
}
