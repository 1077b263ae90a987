package dev.cloakroom.verify.evidence;

import java.util.Arrays;

/**
 * How long a route took to refuse foreign sessions and unknown ones, in nanoseconds.
 *
 * @param route the route that was asked
 */
public record Comparison(String route, long[] foreign, long[] unknown) {
    /** Takes copies of both. */
    public Comparison {
        foreign = foreign.clone();
        unknown = unknown.clone();
    }

    /**
     * How well the one can be told from the other by time alone: the probability that a refusal of a foreign session
     * takes longer than one of an unknown session, ties counted half. 0.5 is not at all, 1 and 0 are always.
     */
    public double auc() {
        if (foreign.length == 0 || unknown.length == 0) {
            return 0.5;
        }
        long[] one = foreign.clone();
        long[] other = unknown.clone();
        Arrays.sort(one);
        Arrays.sort(other);
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
            above += less + (atMost - less) / 2.0;
        }
        return above / ((double) one.length * other.length);
    }

    /** The same in either direction: 0.5 to 1. */
    public double distinction() {
        double auc = auc();
        return Math.max(auc, 1 - auc);
    }
}
