package dev.cloakroom.verify.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Every request that was answered or failed, when and how long it took. Thread-safe. */
public final class Latencies {
    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final long start = System.nanoTime();

    /**
     * One request.
     *
     * @param route method and path, ids left out
     * @param atNanos when it was sent, after the start of the run
     * @param nanos how long it took
     * @param failed whether there was no answer, or one of the 5xx
     * @param instance which of the addresses was asked, from 0 on
     */
    public record Sample(String route, long atNanos, long nanos, boolean failed, int instance) {}

    /**
     * Requests that belong together.
     *
     * @param name what they have in common
     * @param p50 nanoseconds that half of them took at most; the others likewise
     */
    public record Summary(String name, long requests, long failed, long p50, long p95, long p99, long most) {}

    public void add(String route, long sentNanoTime, long nanos, boolean failed, int instance) {
        samples.add(new Sample(route, sentNanoTime - start, nanos, failed, instance));
    }

    public long requests() {
        return samples.size();
    }

    public long failed() {
        return samples.stream().filter(Sample::failed).count();
    }

    /** All of them. */
    public Summary overall() {
        return summary("all", List.copyOf(samples));
    }

    /** By route. */
    public List<Summary> byRoute() {
        Map<String, List<Sample>> routes =
                samples.stream().collect(Collectors.groupingBy(Sample::route, TreeMap::new, Collectors.toList()));
        return routes.entrySet().stream()
                .map(route -> summary(route.getKey(), route.getValue()))
                .toList();
    }

    /** By time: so many slices of equal length, from the start to the last request. */
    public List<Summary> slices(int number) {
        List<Sample> all = List.copyOf(samples);
        long end = 1 + all.stream().mapToLong(Sample::atNanos).max().orElse(0);
        List<List<Sample>> slices = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            slices.add(new ArrayList<>());
        }
        for (Sample sample : all) {
            slices.get((int) Math.max(0, sample.atNanos() * number / end)).add(sample);
        }
        return slices.stream().map(slice -> summary("", slice)).toList();
    }

    /** From the start to the last request, in nanoseconds. */
    public long spanNanos() {
        return samples.stream().mapToLong(Sample::atNanos).max().orElse(0);
    }

    private static Summary summary(String name, List<Sample> of) {
        long[] nanos = of.stream().mapToLong(Sample::nanos).sorted().toArray();
        long failed = of.stream().filter(Sample::failed).count();
        return new Summary(
                name,
                nanos.length,
                failed,
                percentile(nanos, 0.50),
                percentile(nanos, 0.95),
                percentile(nanos, 0.99),
                nanos.length == 0 ? 0 : nanos[nanos.length - 1]);
    }

    /** Nearest rank: the smallest value that is not exceeded by this share of all. */
    static long percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}
