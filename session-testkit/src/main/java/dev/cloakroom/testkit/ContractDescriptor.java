package dev.cloakroom.testkit;

import java.lang.reflect.Constructor;
import java.util.Optional;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;

/** One store's run of the contract in the tree of tests: below it are all properties. */
final class ContractDescriptor extends AbstractTestDescriptor {
    static final String SEGMENT = "harness";

    private final Class<?> harness;
    private final TestDescriptor properties;

    ContractDescriptor(UniqueId parent, Class<?> harness, Jqwik jqwik) {
        super(parent.append(SEGMENT, harness.getName()), harness.getSimpleName(), ClassSource.from(harness));
        this.harness = harness;
        this.properties = jqwik.discover(getUniqueId());
        addChild(properties);
    }

    TestDescriptor properties() {
        return properties;
    }

    /** How somebody tried to switch the contract off, or empty. */
    Optional<String> switchedOff() {
        Optional<String> tampering = Contract.tampering();
        return tampering.isPresent() ? tampering : Contract.disabled(harness);
    }

    StoreHarness newHarness() throws ReflectiveOperationException {
        Constructor<?> constructor = harness.getDeclaredConstructor();
        constructor.setAccessible(true);
        return (StoreHarness) constructor.newInstance();
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }
}
