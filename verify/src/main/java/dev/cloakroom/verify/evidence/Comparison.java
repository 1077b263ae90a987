package dev.cloakroom.verify.evidence;

import java.util.List;
import java.util.stream.Stream;

/**
 * How long a route took to refuse foreign sessions and unknown ones, in nanoseconds.
 *
 * @param route the route that was asked
 */
public record Comparison(String route, List<Long> foreign, List<Long> unknown) {
    /** Takes copies of both. */
    public Comparison {
        foreign = List.copyOf(foreign);
        unknown = List.copyOf(unknown);
    }

    /** Both as one. */
    public Comparison and(Comparison other) {
        return new Comparison(route, both(foreign, other.foreign), both(unknown, other.unknown));
    }

    private static List<Long> both(List<Long> one, List<Long> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /**
     * How well the one can be told from the other by time alone: the probability that a refusal of a foreign session
     * takes longer than one of an unknown session, ties counted half. 0.5 is not at all, 1 and 0 are always.
     */
    public double auc() {
        if (foreign.isEmpty() || unknown.isEmpty()) {
            return 0.5;
        }
        long[] one = sorted(foreign);
        long[] other = sorted(unknown);
        double above = 0;
        int less = 0;
        int atMost = 0;
        for (long value : one) {
            while (less < other.length && other[less] < value) {
                less++;
            }
            while (atMost < other.length && other[atMost] <= value) {
                atMost++;
            }
            above += less + (atMost - less) * 0.5;
        }
        return above / ((double) one.length * other.length);
    }

    /** The same in either direction: 0.5 to 1. */
    public double distinction() {
        double auc = auc();
        return Math.max(auc, 1 - auc);
    }

    private static long[] sorted(List<Long> nanos) {
        return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
