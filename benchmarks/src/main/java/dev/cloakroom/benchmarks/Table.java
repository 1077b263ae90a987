package dev.cloakroom.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The outcome of one benchmark, a line for each case. Used by one thread. */
final class Table {
    private final String title;
    private final List<Row> rows = new ArrayList<>();

    Table(String title) {
        this.title = title;
    }

    private record Row(String what, String unit, Pairs pairs, Target target) {}

    /** One line: what was measured, in which unit, and what its median ratio is held against. */
    Table with(String what, String unit, Pairs pairs, Target target) {
        rows.add(new Row(what, unit, pairs, target));
        return this;
    }

    boolean met() {
        return rows.stream().allMatch(row -> row.target().isMetBy(row.pairs().ratio()));
    }

    void print(PrintStream out) {
        out.println();
        out.println(title);
        print(out, "", "this", "other", "unit", "n", "median", "min", "max", "target", "");
        for (Row row : rows) {
            Pairs pairs = row.pairs();
            print(
                    out,
                    row.what(),
                    decimal(pairs.ours()),
                    decimal(pairs.bare()),
                    row.unit(),
                    pairs.count(),
                    decimal(pairs.ratio()),
                    decimal(pairs.least()),
                    decimal(pairs.most()),
                    row.target(),
                    row.target().verdict(pairs.ratio()));
        }
        out.flush();
    }

    private static void print(PrintStream out, Object... cells) {
        out.println(String.format(Locale.ROOT, "%-44s %10s %10s  %-7s %3s %9s %9s %9s  %-8s %s", cells)
                .stripTrailing());
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.0f", value);
    }
}
