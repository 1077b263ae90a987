package dev.cloakroom.verify.evidence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was tried and what came of it, check by check. Thread-safe. */
public final class Findings {
    private static final int MOST_KEPT = 25;

    private final Map<Check, Tally> records = new EnumMap<>(Check.class);

    /** One check's account so far. */
    private static final class Tally {
        private long tried;
        private long broken;
        private String example = "";
        private final List<Violation> violations = new ArrayList<>();
    }

    /**
     * One check's account.
     *
     * @param tried how often something was tried
     * @param broken how often the promise was broken
     * @param example something that was tried and held, or empty
     * @param violations the first of the broken ones
     */
    public record Result(
            Check check, Verdict verdict, long tried, long broken, String example, List<Violation> violations) {}

    private final Set<Check> asked;

    /** An empty account of these checks; what is said about others is not counted. */
    public Findings(Set<Check> asked) {
        this.asked = Set.copyOf(asked);
        for (Check check : Check.values()) {
            records.put(check, new Tally());
        }
    }

    /** Something was tried, whatever comes of it. */
    public void tried(Check check, long times) {
        synchronized (of(check)) {
            of(check).tried += times;
        }
    }

    /** Something was tried and the promise held; the first such example is kept. */
    public void held(Check check, String example) {
        Tally record = of(check);
        synchronized (record) {
            record.tried++;
            if (record.example.isEmpty()) {
                record.example = example;
            }
        }
    }

    /** The promise was broken. */
    public void broken(Check check, Violation violation) {
        Tally record = of(check);
        synchronized (record) {
            record.tried++;
            record.broken++;
            if (record.violations.size() < MOST_KEPT
                    && record.violations.stream().noneMatch(one -> one.what().equals(violation.what()))) {
                record.violations.add(violation);
            }
        }
    }

    /** As it is: held, or broken with what was seen. */
    public void expect(Check check, boolean held, String what, String expected, String seen) {
        if (held) {
            held(check, what + ": " + expected);
        } else {
            broken(check, new Violation(what, expected, seen));
        }
    }

    public Result result(Check check) {
        Tally record = of(check);
        synchronized (record) {
            Verdict verdict = record.broken > 0
                    ? Verdict.VIOLATION
                    : record.tried < check.least() ? Verdict.INCONCLUSIVE : Verdict.OK;
            return new Result(
                    check, verdict, record.tried, record.broken, record.example, List.copyOf(record.violations));
        }
    }

    public List<Result> results() {
        return List.of(Check.values()).stream()
                .filter(asked::contains)
                .map(this::result)
                .toList();
    }

    /** How many promises were broken so far, each time counted. */
    public long broken() {
        return results().stream().mapToLong(Result::broken).sum();
    }

    private Tally of(Check check) {
        Tally record = records.get(check);
        if (record == null) {
            throw new IllegalArgumentException("no such check: " + check);
        }
        return record;
    }
}
