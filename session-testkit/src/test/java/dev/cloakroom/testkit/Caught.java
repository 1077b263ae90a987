package dev.cloakroom.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of a wrong store.
 *
 * @param mutant the store
 * @param by the property of its rule that caught it, or empty
 * @param message how the property said so
 * @param took how long it took
 */
record Caught(Mutant mutant, Optional<String> by, String message, Duration took) {
    /** Holds it against the property that is to catch it, then against the others of its rule. */
    static Caught from(Mutant mutant, long seed) {
        long began = System.nanoTime();
        Comparator<ContractProperty> expectedFirst =
                Comparator.comparing(property -> !property.name().equals(mutant.caughtBy()));
        List<ContractProperty> properties = Contract.properties().stream()
                .filter(property -> property.rule() == mutant.rule())
                .sorted(expectedFirst)
                .toList();
        ContractRun run = new ContractRun(mutant.bug(), mutant.harness(), seed);
        for (ContractProperty property : properties) {
            Optional<AssertionError> failure = run.check(property);
            if (failure.isPresent()) {
                return new Caught(
                        mutant, Optional.of(property.name()), failure.get().getMessage(), since(began));
            }
        }
        return new Caught(mutant, Optional.empty(), "", since(began));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What is not as it should be, or empty. */
    Optional<String> wrong(Duration most) {
        if (by.isEmpty()) {
            return Optional.of("not caught: " + mutant);
        } else if (!by.get().equals(mutant.caughtBy())) {
            return Optional.of(mutant + ": caught by " + by.get() + ", and was to be by " + mutant.caughtBy());
        }
        return took.compareTo(most) <= 0 ? Optional.empty() : Optional.of(mutant + ": caught after " + took);
    }
}
