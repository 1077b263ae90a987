package dev.cloakroom.testkit;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;

/** One run of the contract against one store, and what came out of it. Used by one thread. */
final class ContractRun {
    static final String SEED_PROPERTY = "cloakroom.seed";

    private final String subject;
    private final Bench bench;
    private final Map<String, Optional<AssertionError>> results = new LinkedHashMap<>();
    private Duration took = Duration.ZERO;

    ContractRun(String subject, StoreHarness harness, long seed) {
        this.subject = subject;
        this.bench = new Bench(harness, seed);
    }

    /** The seed that was asked for, or a fresh one. */
    static long seed() {
        Long given = Long.getLong(SEED_PROPERTY);
        return given == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : given;
    }

    /** Runs the properties below {@code properties}, telling {@code listener} of each. */
    void execute(Jqwik jqwik, TestDescriptor properties, EngineExecutionListener listener) {
        long start = System.nanoTime();
        Bench.use(bench, () -> jqwik.execute(properties, new PropertyListener(listener, this)));
        took = Duration.ofNanos(System.nanoTime() - start);
    }

    void passed(String property) {
        results.put(property, Optional.empty());
    }

    /** Notes a failure and returns what to tell of it. */
    AssertionError failed(String property, Throwable seen, String sample) {
        String message = Rule.of(property) + " is broken by " + subject
                + "\n  seen      " + indented(String.valueOf(seen.getMessage()))
                + (sample.isEmpty() ? "" : "\n  case      " + indented(sample))
                + "\n  look at   " + Contract.lookAt(property)
                + "\n  property  " + property
                + "\n  repeat    -D" + SEED_PROPERTY + "=" + bench.seed();
        AssertionError failure = new AssertionError(message, seen);
        results.put(property, Optional.of(failure));
        return failure;
    }

    private static String indented(String text) {
        return text.strip().replace("\n", "\n            ");
    }

    /** The properties that ran, with the failure of each that failed. */
    Map<String, Optional<AssertionError>> results() {
        return results;
    }

    /** Refuses a run in which a property of the kit is missing. */
    void requireComplete() {
        var missing = Contract.properties().stream()
                .filter(property -> !results.containsKey(property))
                .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("the contract is kept as a whole or not at all: " + results.size() + " of "
                    + Contract.properties().size() + " properties ran against " + subject + "; missing are "
                    + missing);
        }
    }

    void report(PrintStream out) {
        long failed = results.values().stream().filter(Optional::isPresent).count();
        out.printf(
                Locale.ROOT,
                "Cloakroom contract: %s (%s): %d of %d properties ran, %s, seed %d, %.1f s%n",
                subject,
                bench.storeNames(),
                results.size(),
                Contract.properties().size(),
                failed == 0 ? "all passed" : failed + " FAILED",
                bench.seed(),
                took.toMillis() / 1000.0);
        bench.unchecked().forEach((capability, properties) ->
                out.println("  not checked, for want of " + capability + ": " + String.join(", ", properties)));
    }
}
