package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who was refused sessions in the last hour, and how often: a bounded number of people, those who were refused longest
 * ago forgotten first. A refusal holds a lock for the time of one addition; requests that are not refused never meet
 * it. Thread-safe.
 */
final class Probers {

    private static final int MOST = 1_000;
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int STEPS = 12;

    private final KeyedHash hash;
    /** Whoever was refused last comes last. */
    private final Map<Principal, Refused> people = new LinkedHashMap<>(16, 0.75f, true);

    Probers(KeyedHash hash) {
        this.hash = hash;
    }

    /**
     * Someone who was refused. Immutable.
     *
     * @param user a keyed hash
     */
    record Prober(String user, long refusals, Instant lastAt, boolean slowed) {
        @Override
        public String toString() {
            return "Prober(" + refusals + " refusals)";
        }
    }

    synchronized void refused(Principal who, Instant now) {
        Refused refused = people.computeIfAbsent(who, key -> new Refused());
        refused.steps.at(now)[0]++;
        refused.lastAt = now;
        if (people.size() > MOST) {
            people.remove(people.keySet().iterator().next());
        }
    }

    synchronized void slowed(Principal who, Instant now) {
        Refused known = people.get(who);
        if (known != null) {
            known.slowedAt = now;
        }
    }

    /** Those of the last hour, most refusals first. */
    synchronized List<Prober> worst(Instant now, int most) {
        boolean unused = people.values().removeIf(refused -> refused.sum(now) == 0);
        return people.entrySet().stream()
                .map(entry -> entry.getValue().shown(hash, entry.getKey(), now))
                .sorted(Comparator.comparingLong(Prober::refusals)
                        .reversed()
                        .thenComparing(Prober::lastAt, Comparator.reverseOrder()))
                .limit(most)
                .toList();
    }

    /** One person's refusals. Guarded by the lock of all. */
    private static final class Refused {
        private final Ring<long[]> steps = new Ring<>(STEPS, STEP, begin -> new long[1]);
        private Instant lastAt = Instant.MIN;
        private Instant slowedAt = Instant.MIN;

        long sum(Instant now) {
            return steps.until(now).stream().mapToLong(step -> step[0]).sum();
        }

        Prober shown(KeyedHash hash, Principal who, Instant now) {
            boolean slowed = slowedAt.isAfter(now.minus(STEP.multipliedBy(STEPS)));
            return new Prober(hash.of(who.encoded()), sum(now), lastAt, slowed);
        }
    }
}
