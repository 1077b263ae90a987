package dev.cloakroom.testkit;

import java.lang.reflect.Method;
import java.util.Objects;

/** One property of the kit. Immutable. */
record ContractProperty(Method method) {
    String name() {
        return method.getName();
    }

    /** The rule that the name begins with. */
    Rule rule() {
        return Rule.of(name());
    }

    /** What the author of a store looks at when it fails. */
    String lookAt() {
        return Objects.requireNonNull(method.getAnnotation(LookAt.class), () -> name() + " says nowhere to look")
                .value();
    }
}
