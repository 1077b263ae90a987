package dev.cloakroom.examples;

import dev.cloakroom.examples.Backend.Reply;
import java.io.PrintStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was seen, line by line, and whether all of it was as it has to be. Used by one thread. */
final class Report {
    private final PrintStream out;
    private int checks;
    private int violations;

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String line) {
        out.println(line);
    }

    /** One thing that was seen; {@code holds} says whether it is as it has to be. */
    void saw(boolean holds, String line) {
        checks++;
        violations += holds ? 0 : 1;
        out.println((holds ? "  ok         " : "  VIOLATION  ") + line);
    }

    /** The last line, and what the program exits with. */
    int verdict() {
        out.println(
                violations == 0
                        ? "VERDICT: all " + checks + " observations are as they have to be"
                        : "VERDICT: " + violations + " of " + checks + " observations are VIOLATIONS");
        return violations == 0 ? 0 : 1;
    }

    /** Different answers with how often each came: {@code 403 Session does not belong to user (5 times)}. */
    static String tally(Collection<Reply> replies) {
        TreeMap<String, Long> counts =
                replies.stream().collect(Collectors.groupingBy(Reply::summary, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : " (" + entry.getValue() + " times)"))
                .collect(Collectors.joining(", "));
    }

    /** Saw answers to those who have no access: every one of them has to be the one refusal. */
    void sawRefusals(String what, List<Reply> replies) {
        saw(replies.stream().allMatch(Reply::isRefusal), what + ": " + tally(replies));
    }

    /** Saw the ids of sessions that were opened at once. */
    void sawIds(String what, List<String> ids) {
        int unique = new HashSet<>(ids).size();
        saw(unique == ids.size() && !ids.contains(""), ids.size() + " " + what + ", " + unique + " unique session ids");
    }

    /** Saw how many owners find their own marker in their session and nothing else. */
    void sawOwners(int content, int all) {
        saw(
                content == all,
                content == all
                        ? "each marker seen only by its owner"
                        : (all - content) + " of " + all + " owners do not see their own marker and only it");
    }
}
