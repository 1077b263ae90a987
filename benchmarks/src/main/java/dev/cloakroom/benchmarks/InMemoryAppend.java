package dev.cloakroom.benchmarks;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Appends to the embedded store beside appends to a bare cache: forks of JMH in turns, the first side alternating. A
 * fork warms up by number and not by time, so that a busy machine does not measure code before it is compiled, and its
 * throughput is that of the median of many short batches, most of which nobody interrupts.
 */
final class InMemoryAppend {
    private static final int PAIRS = Integer.getInteger("pairs", 7);
    private static final int BATCH = 2_000;
    private static final int BATCHES = 3_000;

    private InMemoryAppend() {}

    static Table run() throws RunnerException {
        Table table = new Table("InMemoryAppend: claim and append of 200 bytes / bare Caffeine compute");
        for (int threads = 1; threads <= 2; threads++) {
            Pairs pairs = new Pairs();
            for (int pair = 0; pair < PAIRS; pair++) {
                double first = throughput(side(pair), threads);
                double second = throughput(side(pair + 1), threads);
                pairs.add(pair % 2 == 0 ? first : second, pair % 2 == 0 ? second : first);
            }
            table = table.with(
                    threads == 1 ? "1 thread" : threads + " threads", "op/us", pairs, Target.atLeast(1.0 / 3));
        }
        return table;
    }

    private static String side(int turn) {
        return turn % 2 == 0 ? "cloakroom" : "bareCaffeine";
    }

    private static double throughput(String method, int threads) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\." + InMemoryAppendBenchmark.class.getSimpleName() + "\\." + method + "$")
                .forks(1)
                .jvmArgs("-Xms512m", "-Xmx512m", "-Dslf4j.internal.verbosity=ERROR")
                .threads(threads)
                .mode(Mode.SingleShotTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .warmupBatchSize(BATCH)
                .warmupIterations(BATCHES)
                .measurementBatchSize(BATCH)
                .measurementIterations(BATCHES)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        double nanos =
                results.iterator().next().getPrimaryResult().getStatistics().getPercentile(50);
        return threads * BATCH * 1e3 / nanos;
    }
}
