package dev.cloakroom.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was set, and where: on the command line, else in the environment, else nowhere, and then the default holds.
 * Reads each value in its form and says which flag is wrong. Immutable.
 */
final class Given {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(|KiB|MiB|GiB)");
    /** Longer is as good as forever, and its nanoseconds no longer fit. */
    private static final Duration MOST_TIME = Duration.ofDays(36_500);

    private static final long MOST_BYTES = 1L << 50;

    private static final Pattern USER_INFO = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*:(?://)?).*@");
    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "(?i)([?&;][^=&;#\\s]*(?:pass|pwd|secret|key|token|auth|credential)[^=&;#\\s]*=)[^&;#\\s]*");
    private static final Pattern PERCENT = Pattern.compile("([1-9][0-9]?)%");

    private final Map<String, String> typed;
    private final Function<String, @Nullable String> environment;

    /**
     * Values by flag name and the environment to look in.
     *
     * @param typed what stands on the command line
     */
    Given(Map<String, String> typed, Function<String, @Nullable String> environment) {
        this.typed = Map.copyOf(typed);
        this.environment = environment;
    }

    String text(Flag flag) {
        String value = typed.get(flag.name());
        if (value == null) {
            value = environment.apply(flag.variable());
        }
        return value == null ? flag.standard() : value;
    }

    /** Where the value in force comes from. */
    String source(Flag flag) {
        if (typed.containsKey(flag.name())) {
            return flag.option();
        }
        return environment.apply(flag.variable()) == null ? "default" : flag.variable();
    }

    boolean on(Flag flag) {
        return switch (text(flag)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw wrong(flag, "has to be on or off");
        };
    }

    long number(Flag flag, long min, long max) {
        try {
            long number = Long.parseLong(text(flag));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(flag, "has to be a whole number of " + min + " to " + max, e);
        }
        throw wrong(flag, "has to be a whole number of " + min + " to " + max);
    }

    Duration duration(Flag flag) {
        Matcher matcher = DURATION.matcher(text(flag));
        if (!matcher.matches()) {
            throw wrong(flag, "has to be a duration such as 500ms, 5s, 10m, 24h or 30d");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        if (duration.compareTo(MOST_TIME) > 0) {
            throw wrong(flag, "has to be at most " + MOST_TIME.toDays() + "d");
        }
        return duration;
    }

    /** A size in bytes, or a share of {@code whole}. */
    long size(Flag flag, long whole) {
        Matcher share = PERCENT.matcher(text(flag));
        return share.matches() ? whole / 100 * Long.parseLong(share.group(1)) : size(flag);
    }

    long size(Flag flag) {
        Matcher matcher = SIZE.matcher(text(flag));
        if (!matcher.matches()) {
            throw wrong(flag, "has to be a size such as 65536, 64KiB, 32MiB or 1GiB");
        }
        long amount = Long.parseLong(matcher.group(1));
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        if (amount < 1 || amount > MOST_BYTES >> shift) {
            throw wrong(flag, "has to be 1 to " + (MOST_BYTES >> 30) + "GiB");
        }
        return amount << shift;
    }

    /** Whether someone chose the value. */
    boolean isSet(Flag flag) {
        return typed.containsKey(flag.name()) || environment.apply(flag.variable()) != null;
    }

    /** The value for people to read: without the user, the password and the secrets that a URI may carry. */
    private String shown(Flag flag) {
        return masked(text(flag));
    }

    /** Any text without what stands before the @ of a URI, and without query values that look like secrets. */
    static String masked(String text) {
        String withoutUser = USER_INFO.matcher(text).replaceAll("$1***@");
        return SECRET_PARAMETER.matcher(withoutUser).replaceAll("$1***");
    }

    /** Every flag with its value and where it comes from, one a line. */
    String table() {
        Map<String, String> rows = new LinkedHashMap<>();
        Flag.all().forEach(flag -> rows.put(flag.option(), shown(flag) + "  (" + source(flag) + ")"));
        StringBuilder table = new StringBuilder();
        rows.forEach((name, value) -> table.append(String.format(Locale.ROOT, "%-28s %s%n", name, value)));
        return table.toString();
    }

    /** A refusal that names the flag. */
    BadSetting wrong(Flag flag, String what) {
        return new BadSetting(flag.option() + " " + what + "; it is \"" + shown(flag) + "\" (" + source(flag) + ")");
    }

    private BadSetting wrong(Flag flag, String what, NumberFormatException cause) {
        BadSetting wrong = wrong(flag, what);
        wrong.addSuppressed(cause);
        return wrong;
    }

    @Override
    public String toString() {
        return "Given(" + typed.size() + ")";
    }
}
