package dev.cloakroom.verify;

import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Findings;
import dev.cloakroom.verify.evidence.Latencies;
import dev.cloakroom.verify.evidence.Verdict;
import dev.cloakroom.verify.evidence.Violation;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** What a run came to, as lines for a person. */
final class Summary {
    private static final double NANOS_A_MILLI = 1e6;
    private static final double MIB = 1024.0 * 1024.0;
    private static final int MOST_SHOWN = 3;
    private static final int MOST_SHOWN_CHARS = 400;

    private final PrintWriter out;
    private final Ansi ansi;

    Summary(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(Account account) {
        out.println();
        for (Findings.Result result : account.findings().results()) {
            out.printf(
                    Locale.ROOT,
                    "  %s  %-17s %8d  %s%n",
                    coloured(result.verdict(), String.format("%-12s", word(result.verdict()))),
                    result.check().id(),
                    result.tried(),
                    result.check().promise());
            result.violations().stream().limit(MOST_SHOWN).forEach(this::violation);
            if (result.broken() > MOST_SHOWN) {
                out.println("      ... and " + (result.broken() - MOST_SHOWN) + " more");
            }
        }
        out.println();
        figures(account);
        account.notes().forEach(note -> out.println("  note: " + plain(note)));
        account.reasons().forEach(reason -> out.println("  inconclusive: " + plain(reason)));
        out.println("VERDICT: " + coloured(account.verdict(), account.verdict().name()));
        out.flush();
    }

    private void violation(Violation violation) {
        out.println("      " + plain(violation.what()));
        out.println("        expected  " + plain(violation.expected()));
        out.println("        seen      " + plain(violation.seen()));
    }

    /** What a server sent, on one line, without anything that a terminal would obey. */
    static String plain(String text) {
        String line = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "\u00b7");
        return line.length() <= MOST_SHOWN_CHARS ? line : line.substring(0, MOST_SHOWN_CHARS) + "...";
    }

    private void figures(Account account) {
        Latencies.Summary all = account.latencies().overall();
        double seconds = account.setting().took().toMillis() / 1000.0;
        out.printf(
                Locale.ROOT,
                "  %,d requests of %d %s in %.1f s, %d errors; p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                all.requests(),
                account.setting().users(),
                account.setting().users() == 1 ? "user" : "users",
                seconds,
                account.errors(),
                all.p50() / NANOS_A_MILLI,
                all.p95() / NANOS_A_MILLI,
                all.p99() / NANOS_A_MILLI,
                all.most() / NANOS_A_MILLI);
        if (account.setting().load()) {
            account.latencies().byRoute().forEach(this::route);
        }
        if (account.throttled() > 0) {
            out.println("  asked " + account.throttled() + " times to come again later, and did");
        }
        if (!account.setting().instances().isEmpty()) {
            out.println("  instances seen: "
                    + plain(String.join(", ", account.setting().instances())));
        }
        account.process()
                .ifPresent(use -> out.printf(
                        Locale.ROOT,
                        "  process %s (%d): %.0f MiB at most, %.2f processors, %d threads%n",
                        use.name(),
                        use.pid(),
                        use.mostMemory() / MIB,
                        use.cores(),
                        use.threads()));
        out.println("  again with --seed " + account.setting().seed());
    }

    private void route(Latencies.Summary route) {
        out.printf(
                Locale.ROOT,
                "    %-40s %8d, %d failed; p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                route.name(),
                route.requests(),
                route.failed(),
                route.p50() / NANOS_A_MILLI,
                route.p95() / NANOS_A_MILLI,
                route.p99() / NANOS_A_MILLI,
                route.most() / NANOS_A_MILLI);
    }

    private static String word(Verdict verdict) {
        return verdict == Verdict.INCONCLUSIVE ? "too little" : verdict.name();
    }

    private String coloured(Verdict verdict, String text) {
        String style = switch (verdict) {
            case OK -> "green";
            case VIOLATION -> "bold,red";
            case INCONCLUSIVE -> "yellow";
        };
        return ansi.string("@|" + style + " " + text + "|@");
    }
}
