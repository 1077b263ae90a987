package dev.cloakroom.verify.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that a run comes to.
 *
 * @param setting what was tried against what
 * @param latencies of every request
 * @param comparisons of the time that refusals took
 * @param lanes histories that were held against what was written
 * @param unexpected answers, not of the 5xx, that a legitimate request should not have got
 * @param untried what could not be tried, and why
 * @param throttled how often the deployment asked for patience
 * @param notes what whoever reads it should know
 * @param process what the deployment's process used, when it runs on this machine
 */
public record Account(
        Setting setting,
        Findings findings,
        Sightings sightings,
        Latencies latencies,
        List<Comparison> comparisons,
        List<Lane> lanes,
        long unexpected,
        List<String> untried,
        long throttled,
        List<String> notes,
        Optional<ProcessUse> process) {
    private static final double MOST_ERRORS = 0.01;

    /** Copies the lists. */
    public Account {
        comparisons = List.copyOf(comparisons);
        lanes = List.copyOf(lanes);
        untried = List.copyOf(untried);
        notes = List.copyOf(notes);
    }

    /**
     * What was tried against what.
     *
     * @param targets the addresses
     * @param instances what the instances called themselves, as far as they said
     * @param run the name in every mark
     * @param load whether it was a load run: many users who think between their messages
     */
    public record Setting(
            List<String> targets,
            List<String> instances,
            String run,
            long seed,
            int users,
            int seconds,
            boolean load,
            Instant startedAt,
            Duration took) {
        /** Copies the lists. */
        public Setting {
            targets = List.copyOf(targets);
            instances = List.copyOf(instances);
        }
    }

    /**
     * What a process used while it was asked.
     *
     * @param name what the system calls it
     * @param mostMemory resident bytes at the highest
     * @param cores processors in use, on average
     * @param threads at the highest
     */
    public record ProcessUse(String name, long pid, long mostMemory, double cores, int threads) {}

    /** Failed requests and unexpected answers. */
    public long errors() {
        return latencies.failed() + unexpected;
    }

    public Verdict verdict() {
        if (findings.results().stream().anyMatch(result -> result.verdict() == Verdict.VIOLATION)) {
            return Verdict.VIOLATION;
        }
        return reasons().isEmpty() ? Verdict.OK : Verdict.INCONCLUSIVE;
    }

    /** Why the run would prove nothing even without a violation, in words; empty when it proves something. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Findings.Result result : findings.results()) {
            if (result.verdict() == Verdict.INCONCLUSIVE) {
                reasons.add(result.check().id() + " was tried " + result.tried() + " times, at least "
                        + result.check().least() + " are needed");
            }
        }
        reasons.addAll(untried);
        if (setting.users() < 2) {
            reasons.add("one user alone cannot see another's data");
        }
        if (errors() > MOST_ERRORS * Math.max(1, latencies.requests())) {
            reasons.add(String.format(
                    Locale.ROOT, "%d of %d requests failed, which is more than 1 %%", errors(), latencies.requests()));
        }
        return reasons;
    }
}
