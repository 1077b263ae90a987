package dev.cloakroom.server;

import java.util.Arrays;
import java.util.Locale;

/**
 * How well two samples of times can be told apart. Immutable.
 *
 * @param auc how likely one of the first is above one of the second, ties counted half: 0.5 is chance (Mann and
 *     Whitney)
 * @param error the standard error of it, when they are alike
 */
record Discrimination(double auc, double error) {

    /** Of these times; neither is changed. */
    static Discrimination of(long[] first, long[] second) {
        long[] low = second.clone();
        Arrays.sort(low);
        double above = 0;
        for (long time : first) {
            above += below(low, time) + (below(low, time + 1) - below(low, time)) / 2.0;
        }
        double pairs = (double) first.length * second.length;
        return new Discrimination(above / pairs, Math.sqrt((first.length + second.length + 1) / (12 * pairs)));
    }

    /** How many of a sorted array are below a value. */
    private static int below(long[] sorted, long value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Whether it is within this distance of chance. */
    boolean isChance(double tolerance) {
        return Math.abs(auc - 0.5) <= tolerance;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "AUC %.4f (standard error %.4f)", auc, error);
    }
}
