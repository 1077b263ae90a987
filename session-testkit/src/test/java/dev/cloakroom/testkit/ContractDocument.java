package dev.cloakroom.testkit;

import java.nio.file.Path;
import java.util.List;

/** The parts of {@code docs/CONTRACT.md} that are made from the kit: which properties check a rule, and its mutants. */
final class ContractDocument {
    static final Path PLACE = Path.of("..", "docs", "CONTRACT.md");

    private static final String END = "<!-- end -->";

    private ContractDocument() {}

    /** The text with everything that is made from the kit as it is now. */
    static String made(String text, List<Caught> caught) {
        String made = filled(text, "mutants", table(caught));
        for (Rule rule : Rule.values()) {
            made = filled(made, rule.name(), properties(rule));
        }
        return made;
    }

    private static String filled(String text, String part, String content) {
        String begin = "<!-- made from the kit: " + part + " -->\n";
        int from = text.indexOf(begin);
        int to = text.indexOf(END, from);
        if (from < 0 || to < 0) {
            throw new AssertionError("docs/CONTRACT.md has no part for " + part);
        }
        return text.substring(0, from + begin.length()) + content + text.substring(to);
    }

    private static String table(List<Caught> caught) {
        StringBuilder table = new StringBuilder("| Rule | Wrong store | Caught by |\n|---|---|---|\n");
        caught.forEach(each -> table.append("| ")
                .append(each.mutant().rule().name())
                .append(" | ")
                .append(each.mutant().bug())
                .append(" | ")
                .append(each.by().map(name -> "`" + name + "`").orElse("**nothing**"))
                .append(" |\n"));
        return table.toString();
    }

    private static String properties(Rule rule) {
        StringBuilder lines = new StringBuilder();
        Contract.properties().stream()
                .filter(property -> property.rule() == rule)
                .forEach(property -> lines.append("- `").append(property.name()).append("`\n"));
        return lines.isEmpty() ? "- none: no store can break it\n" : lines.toString();
    }
}
