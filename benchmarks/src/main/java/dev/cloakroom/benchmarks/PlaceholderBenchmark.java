package dev.cloakroom.benchmarks;

import dev.cloakroom.session.Placeholder;
import dev.cloakroom.store.memory.PlaceholderStore;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stands in until the first real benchmark is here. */
@State(Scope.Benchmark)
public class PlaceholderBenchmark {
    private final PlaceholderStore store = new PlaceholderStore();

    /** Made by the harness. */
    public PlaceholderBenchmark() {}

    /** One lookup. */
    @Benchmark
    public @Nullable Placeholder get() {
        return store.get("a");
    }
}
