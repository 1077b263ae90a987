package dev.cloakroom.testkit;

import java.lang.reflect.Modifier;
import java.util.Optional;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;
import org.junit.platform.engine.support.discovery.SelectorResolver;

/**
 * Finds every {@link StoreHarness} among the tests of a project and runs the contract against it. An engine of its own,
 * and not properties to be inherited: what an author's class does not contain it cannot override, hide or disable.
 */
public final class ContractEngine implements TestEngine {
    private static final EngineDiscoveryRequestResolver<EngineDescriptor> RESOLVER =
            EngineDiscoveryRequestResolver.<EngineDescriptor>builder()
                    .addClassContainerSelectorResolver(type -> isHarness(type) && !type.isMemberClass())
                    .addSelectorResolver(context -> new Harnesses())
                    .build();

    /** For {@link java.util.ServiceLoader}. */
    public ContractEngine() {}

    @Override
    public String getId() {
        return "cloakroom-testkit";
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
        EngineDescriptor root = new EngineDescriptor(id, "Cloakroom contract");
        RESOLVER.resolve(request, root);
        return root;
    }

    @Override
    public void execute(ExecutionRequest request) {
        TestDescriptor root = request.getRootTestDescriptor();
        EngineExecutionListener listener = request.getEngineExecutionListener();
        listener.executionStarted(root);
        for (TestDescriptor child : root.getChildren()) {
            execute((ContractDescriptor) child, listener);
        }
        listener.executionFinished(root, TestExecutionResult.successful());
    }

    private static void execute(ContractDescriptor contract, EngineExecutionListener listener) {
        listener.executionStarted(contract);
        TestExecutionResult result;
        try {
            run(contract, listener);
            result = TestExecutionResult.successful();
        } catch (Exception | AssertionError e) {
            result = TestExecutionResult.failed(e);
        }
        listener.executionFinished(contract, result);
    }

    private static void run(ContractDescriptor contract, EngineExecutionListener listener) throws Exception {
        contract.switchedOff().ifPresent(how -> {
            throw new AssertionError("the contract cannot be switched off: " + how);
        });
        try (StoreHarness harness = contract.newHarness()) {
            ContractRun run = new ContractRun(contract.getDisplayName(), harness, ContractRun.seed());
            run.execute(Jqwik.load(), contract.properties(), listener);
            run.report(System.out);
            run.requireComplete();
        }
    }

    private static boolean isHarness(Class<?> type) {
        return StoreHarness.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    }

    /** From a selected class to its descriptor. */
    private static final class Harnesses implements SelectorResolver {
        @Override
        public Resolution resolve(ClassSelector selector, Context context) {
            Class<?> type = selector.getJavaClass();
            return isHarness(type)
                    ? context.addToParent(parent -> Optional.of(
                                    new ContractDescriptor(parent.getUniqueId(), type, Jqwik.load())))
                            .map(found -> Resolution.match(Match.exact(found)))
                            .orElse(Resolution.unresolved())
                    : Resolution.unresolved();
        }
    }
}
