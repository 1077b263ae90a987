package dev.cloakroom.testkit;

import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** Stands between jqwik and whoever runs the tests: counts, and says of a failure what an author needs. */
final class PropertyListener implements EngineExecutionListener {
    private final EngineExecutionListener told;
    private final ContractRun run;
    private final StringBuilder sample = new StringBuilder();

    PropertyListener(EngineExecutionListener told, ContractRun run) {
        this.told = told;
        this.run = run;
    }

    @Override
    public void dynamicTestRegistered(TestDescriptor test) {
        told.dynamicTestRegistered(test);
    }

    /** Nothing of the kit is ever skipped; the count finds what is. */
    @Override
    public void executionSkipped(TestDescriptor test, String reason) {
        told.executionSkipped(test, reason);
    }

    @Override
    public void executionStarted(TestDescriptor test) {
        sample.setLength(0);
        told.executionStarted(test);
    }

    @Override
    public void reportingEntryPublished(TestDescriptor test, ReportEntry entry) {
        entry.getKeyValuePairs().values().forEach(sample::append);
    }

    @Override
    public void executionFinished(TestDescriptor test, TestExecutionResult result) {
        TestSource source = test.getSource().orElse(null);
        if (test.isTest() && source instanceof MethodSource method) {
            told.executionFinished(test, noted(method.getMethodName(), result));
        } else {
            told.executionFinished(test, result);
        }
    }

    private TestExecutionResult noted(String property, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            run.passed(property);
            return result;
        }
        Throwable seen = result.getThrowable().orElseGet(() -> new AssertionError("it was aborted"));
        return TestExecutionResult.failed(run.failed(property, seen, Samples.of(sample.toString())));
    }
}
