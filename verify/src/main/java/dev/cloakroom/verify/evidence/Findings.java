package dev.cloakroom.verify.evidence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was tried and what came of it, check by check. Thread-safe. */
public final class Findings {
    private static final int MOST_KEPT = 25;

    private final Map<Check, Record> records = new EnumMap<>(Check.class);

    /** One check's account so far. */
    private static final class Record {
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
    public record Result(Check check, Verdict verdict, long tried, long broken, String example, List<Violation> violations) {}

    /** Makes an empty account. */
    public Findings() {
        for (Check check : Check.values()) {
            records.put(check, new Record());
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
        Record record = of(check);
        synchronized (record) {
            record.tried++;
            if (record.example.isEmpty()) {
                record.example = example;
            }
        }
    }

    /** The promise was broken. */
    public void broken(Check check, Violation violation) {
        Record record = of(check);
        synchronized (record) {
            record.tried++;
            record.broken++;
            if (record.violations.size() < MOST_KEPT && !record.violations.contains(violation)) {
                record.violations.add(violation);
            }
        }
    }

    /** As it is: {@code held}, or broken with what was seen. */
    public boolean expect(Check check, boolean held, String what, String expected, String seen) {
        if (held) {
            held(check, what + ": " + expected);
        } else {
            broken(check, new Violation(what, expected, seen));
        }
        return held;
    }

    public Result result(Check check) {
        Record record = of(check);
        synchronized (record) {
            Verdict verdict = record.broken > 0
                    ? Verdict.VIOLATION
                    : record.tried < check.least() ? Verdict.INCONCLUSIVE : Verdict.OK;
            return new Result(
                    check, verdict, record.tried, record.broken, record.example, List.copyOf(record.violations));
        }
    }

    public List<Result> results() {
        return List.of(Check.values()).stream().map(this::result).toList();
    }

    private Record of(Check check) {
        Record record = records.get(check);
        if (record == null) {
            throw new IllegalArgumentException("no such check: " + check);
        }
        return record;
    }
}
