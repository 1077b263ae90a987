package dev.cloakroom.server.metrics;

import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.StoreUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Operations of a store by outcome, and how long they took. Every meter is there from the start and found by its place:
 * measuring makes nothing, takes no lock, and changes nothing about what the store returns or throws. Thread-safe.
 */
final class StoreMeter {

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3)
    };

    /** How an operation ended. */
    enum Outcome {
        DONE,
        GONE,
        STALE,
        REFUSED,
        /** {@link StoreUnavailable}: not applied. */
        UNAVAILABLE,
        /** {@link OutcomeUnknown}, or anything else that escaped, which counts as the same. */
        UNKNOWN
    }

    private static final int OUTCOMES = Outcome.values().length;

    private final Counter[] counters;
    private final Timer[] timers;

    StoreMeter(MeterRegistry registry) {
        StoreOperation[] operations = StoreOperation.values();
        this.counters = new Counter[operations.length * OUTCOMES];
        this.timers = new Timer[operations.length];
        for (StoreOperation operation : operations) {
            timers[operation.ordinal()] = Timer.builder("cloakroom_store_operation_duration")
                    .description("How long operations of the store took, retries included")
                    .tag("operation", operation.label())
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            for (Outcome outcome : Outcome.values()) {
                counters[place(operation, outcome)] = Counter.builder("cloakroom_store_operations")
                        .description("Operations of the store by how they ended")
                        .tags(
                                "operation",
                                operation.label(),
                                "outcome",
                                outcome.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
    }

    /** An operation with a result. */
    <T> Result<T> result(StoreOperation operation, Supplier<Result<T>> step) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.UNKNOWN;
        try {
            Result<T> result = step.get();
            outcome = outcome(result);
            return result;
        } catch (StoreUnavailable e) {
            outcome = Outcome.UNAVAILABLE;
            throw e;
        } finally {
            count(operation, outcome, start);
        }
    }

    /** An operation of which an empty answer means that there is no such session. */
    <T> Optional<T> found(StoreOperation operation, Supplier<Optional<T>> step) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.UNKNOWN;
        try {
            Optional<T> found = step.get();
            outcome = found.isPresent() ? Outcome.DONE : Outcome.GONE;
            return found;
        } catch (StoreUnavailable e) {
            outcome = Outcome.UNAVAILABLE;
            throw e;
        } finally {
            count(operation, outcome, start);
        }
    }

    /** An operation that is done whatever it returns. */
    <T> T done(StoreOperation operation, Supplier<T> step) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.UNKNOWN;
        try {
            T value = step.get();
            outcome = Outcome.DONE;
            return value;
        } catch (StoreUnavailable e) {
            outcome = Outcome.UNAVAILABLE;
            throw e;
        } finally {
            count(operation, outcome, start);
        }
    }

    /** As {@link #done(StoreOperation, Supplier)}, without a value. */
    void done(StoreOperation operation, Runnable step) {
        boolean unused = done(operation, () -> {
            step.run();
            return true;
        });
    }

    private static Outcome outcome(Result<?> result) {
        if (result instanceof Result.Done) {
            return Outcome.DONE;
        } else if (result instanceof Result.Gone) {
            return Outcome.GONE;
        }
        return result instanceof Result.Stale ? Outcome.STALE : Outcome.REFUSED;
    }

    private void count(StoreOperation operation, Outcome outcome, long start) {
        counters[place(operation, outcome)].increment();
        timers[operation.ordinal()].record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private static int place(StoreOperation operation, Outcome outcome) {
        return operation.ordinal() * OUTCOMES + outcome.ordinal();
    }
}
