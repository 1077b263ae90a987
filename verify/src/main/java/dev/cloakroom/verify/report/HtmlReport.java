package dev.cloakroom.verify.report;

import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Account.Setting;
import dev.cloakroom.verify.evidence.Comparison;
import dev.cloakroom.verify.evidence.Findings.Result;
import dev.cloakroom.verify.evidence.Lane;
import dev.cloakroom.verify.evidence.Latencies.Summary;
import dev.cloakroom.verify.evidence.Verdict;
import dev.cloakroom.verify.evidence.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** An account as a page that needs nothing else: for a screen, a phone and paper, light and dark. */
public final class HtmlReport {
    private static final double NANOS_A_MILLI = 1e6;
    private static final double MIB = 1024.0 * 1024.0;
    private static final int MOST_LANES = 10;
    private static final int MOST_VIOLATIONS = 4;
    private static final int MOST_EXAMPLE = 220;
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Account account;
    private final Markup page = new Markup();

    private HtmlReport(Account account) {
        this.account = account;
    }

    /** The whole account as one file that needs no other. */
    public static String of(Account account) {
        return new HtmlReport(account).page();
    }

    private String page() {
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">");
        page.element("title", "", "Cloakroom verify: " + account.verdict());
        page.raw("<style>\n" + style() + "</style>\n</head>\n<body>");
        head();
        checks();
        page.raw("<div class=\"pictures\">");
        pictures();
        page.raw("</div>");
        lanes();
        routes();
        foot();
        return page.raw("</body>\n</html>").toString();
    }

    private void head() {
        Setting setting = account.setting();
        page.raw("<header class=\"" + css(account.verdict()) + "\">");
        page.element("h1", "", "Does it keep people apart?");
        page.element("p", "class=\"verdict\"", account.verdict().name());
        page.element("p", "class=\"lead\"", lead());
        account.reasons().forEach(reason -> page.element("p", "class=\"lead\"", "Inconclusive, since " + reason + "."));
        page.raw("</header>");
        facts(setting);
    }

    private void facts(Setting setting) {
        page.raw("<dl>");
        fact("deployment", String.join(", ", setting.targets()));
        fact(
                "instances seen",
                setting.instances().isEmpty()
                        ? "they do not say who they are"
                        : String.join(", ", setting.instances()));
        fact("when", WHEN.format(setting.startedAt()));
        Summary all = account.latencies().overall();
        fact(
                "requests",
                String.format(
                        Locale.ROOT,
                        "%,d of %,d users in %.1f s",
                        all.requests(),
                        setting.users(),
                        setting.took().toMillis() / 1000.0));
        fact(
                "errors",
                String.format(Locale.ROOT, "%,d (%,d times told to wait)", account.errors(), account.throttled()));
        fact(
                "latency",
                "p50 " + millis(all.p50()) + ", p95 " + millis(all.p95()) + ", p99 " + millis(all.p99()) + ", most "
                        + millis(all.most()));
        process();
        fact(
                "again",
                "--seed " + setting.seed() + " --users " + setting.users() + " --seconds " + setting.seconds()
                        + (setting.load() ? " --load" : ""));
        page.raw("</dl>");
    }

    private void process() {
        account.process()
                .ifPresent(use -> fact(
                        "its process",
                        String.format(
                                Locale.ROOT,
                                "%s: %.0f MiB at most, %.2f processors, %d threads",
                                use.name(),
                                use.mostMemory() / MIB,
                                use.cores(),
                                use.threads())));
    }

    private String lead() {
        List<Result> results = account.findings().results();
        long broken = results.stream()
                .filter(result -> result.verdict() == Verdict.VIOLATION)
                .count();
        return switch (account.verdict()) {
            case OK -> "Each of " + results.size() + " promises was tried, and none was seen broken.";
            case VIOLATION -> broken + " of " + results.size() + " promises were seen broken.";
            case INCONCLUSIVE -> "No promise was seen broken, but that proves nothing.";
        };
    }

    private void fact(String name, String value) {
        page.raw("<div>").element("dt", "", name).element("dd", "", value).raw("</div>");
    }

    private void checks() {
        page.raw("<section>").element("h2", "", "What was looked for").raw("<div class=\"checks\">");
        List<Result> results = account.findings().results().stream()
                .sorted(Comparator.comparing((Result result) -> result.verdict() != Verdict.VIOLATION))
                .toList();
        for (Result result : results) {
            page.raw("<article class=\"" + css(result.verdict()) + "\">");
            page.raw("<h3><span class=\"badge\">" + word(result.verdict()) + "</span> "
                    + result.check().id() + " <small>"
                    + result.check().rule() + " · " + String.format(Locale.ROOT, "%,d", result.tried()) + " times"
                    + (result.broken() > 0 ? ", " + String.format(Locale.ROOT, "%,d", result.broken()) + " broken" : "")
                    + "</small></h3>");
            page.element("p", "", result.check().promise() + ".");
            if (result.violations().isEmpty() && !result.example().isEmpty()) {
                page.element("p", "class=\"example\"", "For example: " + shortened(result.example()));
            }
            result.violations().stream().limit(MOST_VIOLATIONS).forEach(this::violation);
            if (result.violations().size() > MOST_VIOLATIONS) {
                page.element("p", "class=\"example\"", "More of them are in the JSON.");
            }
            page.raw("</article>");
        }
        page.raw("</div></section>");
    }

    private void violation(Violation violation) {
        page.raw("<div class=\"violation\">").element("p", "", violation.what());
        page.raw("<dl>").element("dt", "", "expected").element("dd", "", shortened(violation.expected()));
        page.element("dt", "", "seen").element("dd", "", violation.seen()).raw("</dl></div>");
    }

    private void pictures() {
        boolean besideTheSquare = !account.setting().load();
        if (besideTheSquare) {
            picture(
                    "Who saw whose",
                    "Rows are those who looked, columns are whose marks they saw.",
                    SightingsPicture.of(account.sightings()),
                    SightingsPicture.legend());
        }
        TimePictures times = new TimePictures(account.latencies());
        page.raw(besideTheSquare ? "<div class=\"stack\">" : "");
        picture("Latency", "Percentiles over the run, on a logarithmic scale.", times.latency(), TimePictures.legend());
        picture("Throughput", "Requests a second.", times.throughput(), "");
        page.raw(besideTheSquare ? "</div>" : "");
        for (Comparison comparison : account.comparisons()) {
            picture(
                    "Foreign or unknown?",
                    String.format(
                            Locale.ROOT,
                            "%s refused %d sessions of each kind. AUC %.3f: 0.5 cannot be told apart, above 0.6 can.",
                            comparison.route(),
                            comparison.foreign().size(),
                            comparison.auc()),
                    ComparisonPicture.of(comparison),
                    ComparisonPicture.legend());
        }
    }

    private void picture(String title, String words, Markup picture, String legend) {
        page.raw("<figure>").element("h2", "", title).element("figcaption", "", words);
        page.add(picture).raw(legend).raw("</figure>");
    }

    private void lanes() {
        if (account.lanes().isEmpty()) {
            return;
        }
        page.raw("<section>").element("h2", "", "Histories that many wrote into at once");
        page.raw(LanePicture.legend()).raw("<div class=\"pictures\">");
        account.lanes().stream().limit(MOST_LANES).forEach(lane -> {
            long wrong = lane.cells().stream()
                    .filter(cell -> cell.state() != Lane.State.KEPT)
                    .count();
            page.raw("<figure>")
                    .element(
                            "figcaption",
                            "",
                            lane.name() + ": " + lane.cells().size() + " places, " + wrong + " wrong");
            page.add(LanePicture.of(lane)).raw("</figure>");
        });
        page.raw("</div></section>");
    }

    private void routes() {
        page.raw("<section>").element("h2", "", "Routes");
        page.raw("<div class=\"scroll\"><table><thead><tr><th>route</th><th>requests</th><th>failed</th><th>p50</th>"
                + "<th>p95</th><th>p99</th></tr></thead><tbody>");
        for (Summary route : account.latencies().byRoute()) {
            page.raw("<tr>").element("td", "", route.name());
            page.element("td", "", String.format(Locale.ROOT, "%,d", route.requests()));
            page.element("td", "", String.format(Locale.ROOT, "%,d", route.failed()));
            page.element("td", "", millis(route.p50()))
                    .element("td", "", millis(route.p95()))
                    .element("td", "", millis(route.p99()));
            page.raw("</tr>");
        }
        page.raw("</tbody></table></div></section>");
    }

    private void foot() {
        page.raw("<footer>");
        account.notes().forEach(note -> page.element("p", "", "Note: " + note + "."));
        page.element(
                "p",
                "",
                "Everything that was made carries the mark " + account.setting().run()
                        + " and was removed at the end. What was not seen broken may still be broken: this was tried from outside,"
                        + " for a while, by these users.");
        page.raw("</footer>");
    }

    private static String css(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String word(Verdict verdict) {
        return verdict == Verdict.INCONCLUSIVE ? "too little" : verdict.name();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_A_MILLI);
    }

    private static String shortened(String words) {
        String line = words.replaceAll("\\s+", " ");
        return line.length() <= MOST_EXAMPLE ? line : line.substring(0, MOST_EXAMPLE) + "...";
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is not beside its class");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
