package dev.cloakroom.testkit;

import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.StoreUnavailable;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a call of a store ended: with what it returned or with what it threw.
 *
 * @param answer what it returned
 * @param thrown what it threw
 */
record Outcome(@Nullable Object answer, @Nullable RuntimeException thrown) {
    static final String UNAVAILABLE = "unavailable, not applied";
    static final String UNKNOWN = "outcome unknown";

    static Outcome of(Supplier<?> call) {
        try {
            return new Outcome(call.get(), null);
        } catch (RuntimeException e) {
            return new Outcome(null, e);
        }
    }

    Optional<RuntimeException> failure() {
        return Optional.ofNullable(thrown);
    }

    /** The outcome as the contract names it. */
    String name() {
        if (thrown == null) {
            return answer instanceof Result<?> result ? Results.name(result) : "answered";
        } else if (thrown instanceof StoreUnavailable) {
            return UNAVAILABLE;
        }
        return thrown instanceof OutcomeUnknown ? UNKNOWN : "an escaped " + thrown;
    }
}
