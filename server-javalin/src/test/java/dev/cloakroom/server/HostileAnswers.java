package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How many requests of each family were answered with which status. Used by one thread. */
final class HostileAnswers {

    /** In the place of a status: the server ended the connection without a word. */
    static final String NONE = "none";

    private final Map<HostileFamily, Map<String, Integer>> counts = new EnumMap<>(HostileFamily.class);

    void count(HostileFamily family, String status) {
        count(family, status, 1);
    }

    private void count(HostileFamily family, String status, int times) {
        counts.computeIfAbsent(family, f -> new TreeMap<>()).merge(status, times, Integer::sum);
    }

    void add(HostileAnswers more) {
        more.counts.forEach((family, statuses) -> statuses.forEach((status, times) -> count(family, status, times)));
    }

    /** Silence is an answer to what nobody can read, and to nothing else. */
    void assertFewUnanswered() {
        counts.forEach((family, statuses) -> {
            int all = statuses.values().stream().mapToInt(Integer::intValue).sum();
            int most = all * family.unansweredPercent() / 100;
            assertThat(statuses.getOrDefault(NONE, 0))
                    .as("%s without an answer, of %d", family, all)
                    .isLessThanOrEqualTo(most);
        });
    }

    /** One line for each family. */
    String table() {
        StringBuilder table = new StringBuilder();
        counts.forEach((family, statuses) -> table.append(String.format("%n%-18s %s", family, statuses)));
        return table.toString();
    }
}
