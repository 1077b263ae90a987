package dev.cloakroom.testkit;

import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** A harness in the tree of tests, with one test below it for each property of the kit. */
final class ContractDescriptor extends AbstractTestDescriptor {
    private final Class<?> harness;

    ContractDescriptor(UniqueId parent, Class<?> harness) {
        super(parent.append("harness", harness.getName()), harness.getSimpleName(), ClassSource.from(harness));
        this.harness = harness;
        Contract.properties().forEach(property -> addChild(new One(getUniqueId(), harness, property)));
    }

    Class<?> harness() {
        return harness;
    }

    @Override
    public Type getType() {
        return Type.CONTAINER;
    }

    /** Yes, so that a filter which takes all properties away does not take the check of their number with them. */
    @Override
    public boolean mayRegisterTests() {
        return true;
    }

    /** One property, held against one store: reported as a test of the harness. */
    static final class One extends AbstractTestDescriptor {
        private final ContractProperty property;

        One(UniqueId parent, Class<?> harness, ContractProperty property) {
            super(
                    parent.append("property", property.name()),
                    property.name(),
                    MethodSource.from(harness.getName(), property.name()));
            this.property = property;
        }

        ContractProperty property() {
            return property;
        }

        @Override
        public TestDescriptor.Type getType() {
            return Type.TEST;
        }
    }
}
