package dev.cloakroom.testkit;

import java.lang.reflect.Constructor;
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
 * Finds every {@link StoreHarness} among the tests of a project and holds its store against the contract, one property
 * after the other. An engine of its own, and not properties to be inherited: what an author's class does not contain it
 * cannot override, hide or disable.
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
            listener.executionStarted(child);
            listener.executionFinished(child, result((ContractDescriptor) child, listener));
        }
        listener.executionFinished(root, TestExecutionResult.successful());
    }

    private static TestExecutionResult result(ContractDescriptor contract, EngineExecutionListener listener) {
        try {
            hold(contract, listener);
            return TestExecutionResult.successful();
        } catch (Exception | LinkageError | AssertionError e) {
            return TestExecutionResult.failed(e);
        }
    }

    private static void hold(ContractDescriptor contract, EngineExecutionListener listener) throws Exception {
        Contract.tampering(contract.harness()).ifPresent(how -> {
            throw new AssertionError("the contract cannot be switched off: " + how);
        });
        try (StoreHarness harness = made(contract.harness())) {
            ContractRun run = new ContractRun(contract.getDisplayName(), harness, ContractRun.seed());
            run.requireStore();
            for (TestDescriptor child : contract.getChildren()) {
                listener.executionStarted(child);
                Optional<AssertionError> failure = run.check(((ContractDescriptor.One) child).property());
                listener.executionFinished(
                        child, failure.map(TestExecutionResult::failed).orElseGet(TestExecutionResult::successful));
            }
            System.out.println(run.report());
            run.requireComplete();
        }
    }

    private static StoreHarness made(Class<?> harness) throws ReflectiveOperationException {
        Constructor<?> constructor = harness.getDeclaredConstructor();
        constructor.setAccessible(true);
        return (StoreHarness) constructor.newInstance();
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
                    ? context.addToParent(parent -> Optional.of(new ContractDescriptor(parent.getUniqueId(), type)))
                            .map(found -> Resolution.match(Match.exact(found)))
                            .orElse(Resolution.unresolved())
                    : Resolution.unresolved();
        }
    }
}
