package dev.cloakroom.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;

/** The engine that generates cases and shrinks what fails, asked for one property at a time. Used by one thread. */
final class Jqwik {
    private static final UniqueId ID = UniqueId.forEngine("jqwik");
    private static final Logger CHATTER = Logger.getLogger("net.jqwik");

    private final TestEngine engine;

    private Jqwik(TestEngine engine) {
        this.engine = engine;
    }

    /**
     * How a property ended.
     *
     * @param report what jqwik tells of the case that failed
     */
    record Outcome(Optional<Throwable> failure, String report) {}

    static Jqwik load() {
        return ServiceLoader.load(TestEngine.class, Jqwik.class.getClassLoader()).stream()
                .filter(provider -> provider.type().getName().startsWith("net.jqwik."))
                .map(provider -> new Jqwik(quietly(provider)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "jqwik-engine is not on the class path; without it no property would run"));
    }

    /** Runs it; a property that did not run, or was skipped, has failed. */
    Outcome run(ContractProperty property) {
        Listener listener = new Listener();
        JqwikRequest request = new JqwikRequest(property.method());
        return quietly(() -> {
            TestDescriptor found = engine.discover(request, ID);
            engine.execute(executionOf(found, listener, request));
            return listener.outcome();
        });
    }

    @SuppressWarnings("deprecation") // the one form that every version of the platform has
    private static ExecutionRequest executionOf(TestDescriptor found, Listener listener, JqwikRequest request) {
        return ExecutionRequest.create(found, listener, request);
    }

    /** Without its remarks on settings, which are the kit's and on purpose. */
    private static <T> T quietly(Supplier<T> work) {
        Level before = CHATTER.getLevel();
        CHATTER.setLevel(Level.SEVERE);
        try {
            return work.get();
        } finally {
            CHATTER.setLevel(before);
        }
    }

    /** What jqwik tells of the one property. */
    private static final class Listener implements EngineExecutionListener {
        private final List<TestExecutionResult> results = new ArrayList<>();
        private final StringBuilder report = new StringBuilder();

        @Override
        public void executionFinished(TestDescriptor test, TestExecutionResult result) {
            if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                results.add(result);
            }
        }

        @Override
        public void reportingEntryPublished(TestDescriptor test, ReportEntry entry) {
            entry.getKeyValuePairs().values().forEach(report::append);
        }

        Outcome outcome() {
            if (results.size() != 1) {
                return new Outcome(Optional.of(new AssertionError("it did not run")), "");
            }
            TestExecutionResult only = results.get(0);
            Optional<Throwable> failure = only.getStatus() == TestExecutionResult.Status.SUCCESSFUL
                    ? Optional.empty()
                    : Optional.of(only.getThrowable().orElseGet(() -> new AssertionError("it was given up")));
            return new Outcome(failure, report.toString());
        }
    }
}
