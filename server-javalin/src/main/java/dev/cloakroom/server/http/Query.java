package dev.cloakroom.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The query string, read strictly: a broken escape, broken UTF-8 and a parameter given twice are refused, numbers are
 * plain digits and never clamped. Parameters that nobody asks for are ignored. Immutable.
 */
public final class Query {

    private static final int MAX_DIGITS = 19;
    private static final int STANDARD_PAGE = 50;

    private final Map<String, List<String>> parameters;

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    static Query parse(@Nullable String raw) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                    parameters.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
                }
            }
        }
        return new Query(parameters);
    }

    public Optional<String> string(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong(name, "must be given once");
        }
        return values.stream().findFirst();
    }

    /** An integer of {@code min} to {@code max}; anything else is refused. */
    OptionalLong integer(String name, long min, long max) {
        Optional<String> text = string(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = text.get();
        boolean plain = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = plain ? Long.parseUnsignedLong(digits) : -1; // above Long.MAX_VALUE: negative
        if (!plain || number < 0 || number < min || number > max) {
            throw wrong(
                    name,
                    max == Long.MAX_VALUE
                            ? "must be an integer of at least " + min
                            : "must be an integer of " + min + " to " + max);
        }
        return OptionalLong.of(number);
    }

    /**
     * How many rows a page may hold: what {@code limit} says, else {@value #STANDARD_PAGE} where so many are allowed.
     */
    public int pageSize(long most) {
        return (int) integer("limit", 1, most).orElse(Math.min(STANDARD_PAGE, most));
    }

    /** A place in a history: a whole number of 0 or more. */
    public OptionalLong position(String name) {
        return integer(name, 0, Long.MAX_VALUE);
    }

    private static ProblemException wrong(String name, String what) {
        return Problem.invalid("Query parameter \"" + name + "\" " + what).toException();
    }

    private static String decode(String raw) {
        return Percent.decodeForm(raw).flatMap(Text::utf8).orElseThrow(Query::broken);
    }

    private static ProblemException broken() {
        return Problem.invalid("The query string is not percent-encoded UTF-8").toException();
    }

    @Override
    public String toString() {
        return "Query(" + parameters.size() + ")";
    }
}
