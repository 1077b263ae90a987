package dev.cloakroom.testkit;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run of the contract against one store, and what came out of it. Used by one thread. */
final class ContractRun {
    static final String SEED_PROPERTY = "cloakroom.seed";

    private final String subject;
    private final Bench bench;
    private final Jqwik jqwik = Jqwik.load();
    private final Map<ContractProperty, Optional<AssertionError>> results = new LinkedHashMap<>();
    private final long began = System.nanoTime();

    ContractRun(String subject, StoreHarness harness, long seed) {
        this.subject = subject;
        this.bench = new Bench(harness, seed);
    }

    /** The seed that was asked for, or a fresh one. */
    static long seed() {
        Long given = Long.getLong(SEED_PROPERTY);
        return given == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : given;
    }

    /** Refuses a harness that has no store: nothing would be held against anything. */
    void requireStore() {
        bench.desk().close();
    }

    /** Holds the store against one property; what broke it, or empty. */
    Optional<AssertionError> check(ContractProperty property) {
        Jqwik.Outcome outcome = Bench.use(bench, property, () -> jqwik.run(property));
        Optional<AssertionError> failure =
                outcome.failure().map(seen -> failure(property, seen, Samples.of(outcome.report())));
        results.put(property, failure);
        return failure;
    }

    private AssertionError failure(ContractProperty property, Throwable seen, String sample) {
        Rule rule = seen instanceof RuleBroken broken ? broken.rule() : property.rule();
        String message = rule + " is broken by " + subject
                + "\n  seen      " + indented(String.valueOf(seen.getMessage()))
                + (sample.isEmpty() ? "" : "\n  case      " + indented(sample))
                + "\n  look at   " + property.lookAt()
                + "\n  property  " + property.name()
                + "\n  repeat    -D" + SEED_PROPERTY + "=" + bench.seed();
        return new AssertionError(message, seen);
    }

    private static String indented(String text) {
        return text.strip().replace("\n", "\n            ");
    }

    /** Refuses a run in which a property of the kit is missing. */
    void requireComplete() {
        List<String> missing = Contract.properties().stream()
                .filter(property -> !results.containsKey(property))
                .map(ContractProperty::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("the contract is kept as a whole or not at all: " + results.size() + " of "
                    + Contract.properties().size() + " properties ran against " + subject + "; missing are "
                    + missing);
        }
    }

    /** One line of what ran against what, and one for each thing that could not be checked. */
    String report() {
        long failed = results.values().stream().filter(Optional::isPresent).count();
        long unchecked = bench.unchecked().values().stream()
                .flatMap(Set::stream)
                .distinct()
                .count();
        StringBuilder lines = new StringBuilder(String.format(
                Locale.ROOT,
                "Cloakroom contract: %s (%s): %d of %d properties ran%s, %s, seed %d, %.1f s",
                subject,
                bench.storeNames(),
                results.size(),
                Contract.properties().size(),
                unchecked == 0 ? "" : ", " + unchecked + " of them not checked or in part",
                failed == 0 ? "all passed" : failed + " FAILED",
                bench.seed(),
                Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0));
        bench.unchecked()
                .forEach((want, properties) -> lines.append("\n  NOT CHECKED for want of ")
                        .append(want)
                        .append(": ")
                        .append(String.join(", ", properties)));
        return lines.toString();
    }
}
