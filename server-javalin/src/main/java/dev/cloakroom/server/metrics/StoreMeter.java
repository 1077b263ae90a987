package dev.cloakroom.server.metrics;

import dev.cloakroom.server.metrics.StoreOperation.Outcome;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.StoreUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Counts and times what a store is asked for. Every number is there from the start, so that the first failure is a rise
 * and not a new line. Thread-safe, without a lock.
 */
final class StoreMeter {

    private final Map<StoreOperation, Meter> meters = new EnumMap<>(StoreOperation.class);

    StoreMeter(MeterRegistry registry) {
        for (StoreOperation operation : StoreOperation.values()) {
            meters.put(operation, new Meter(registry, operation));
        }
    }

    /** What answers with one of the four outcomes. */
    <T> Result<T> result(StoreOperation operation, Supplier<Result<T>> call) {
        return measured(operation, call, StoreMeter::outcome);
    }

    /** What answers or throws. */
    <T> T value(StoreOperation operation, Supplier<T> call) {
        return measured(operation, call, done -> Outcome.DONE);
    }

    <T> T measured(StoreOperation operation, Supplier<T> call, Function<T, Outcome> reading) {
        long start = System.nanoTime();
        Outcome outcome = operation.unforeseen();
        try {
            T answer = call.get();
            outcome = reading.apply(answer);
            return answer;
        } catch (StoreUnavailable e) {
            outcome = Outcome.UNAVAILABLE;
            throw e;
        } catch (OutcomeUnknown e) {
            outcome = Outcome.UNKNOWN;
            throw e;
        } finally {
            Objects.requireNonNull(meters.get(operation)).count(outcome, System.nanoTime() - start);
        }
    }

    private static Outcome outcome(Result<?> result) {
        if (result instanceof Result.Done) {
            return Outcome.DONE;
        } else if (result instanceof Result.Gone) {
            return Outcome.GONE;
        }
        return result instanceof Result.Stale ? Outcome.STALE : Outcome.REFUSED;
    }

    /** The numbers of one operation. */
    private static final class Meter {
        private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
        private final Timer timer;

        Meter(MeterRegistry registry, StoreOperation operation) {
            timer = Timer.builder("cloakroom.store.operation")
                    .description("How long the store took, by operation")
                    .tag("operation", operation.label())
                    .serviceLevelObjectives(Buckets.STORE)
                    .register(registry);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(
                        outcome,
                        Counter.builder("cloakroom.store.operations")
                                .description("What the store was asked for, and how it ended")
                                .tag("operation", operation.label())
                                .tag("outcome", outcome.label())
                                .register(registry));
            }
        }

        void count(Outcome outcome, long nanos) {
            Objects.requireNonNull(outcomes.get(outcome)).increment();
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
