package dev.cloakroom.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Measurements of two sides, taken in turns. The ratio is taken pair by pair and the median of these ratios is what
 * counts, so that whatever slows the machine for a while slows both halves of a pair. Used by one thread.
 */
final class Pairs {
    private final List<double[]> taken = new ArrayList<>();

    /** One pair; the ratio is {@code ours / bare}. */
    void add(double ours, double bare) {
        taken.add(new double[] {ours, bare});
    }

    int count() {
        return taken.size();
    }

    double ours() {
        return median(taken.stream().mapToDouble(pair -> pair[0]));
    }

    double bare() {
        return median(taken.stream().mapToDouble(pair -> pair[1]));
    }

    double ratio() {
        return median(ratios());
    }

    double least() {
        return ratios().min().orElse(Double.NaN);
    }

    double most() {
        return ratios().max().orElse(Double.NaN);
    }

    private DoubleStream ratios() {
        return taken.stream().mapToDouble(pair -> pair[0] / pair[1]);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
