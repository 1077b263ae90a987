package dev.cloakroom.session;

import java.util.function.Supplier;

/**
 * Calls a store. It throws only what its interface names; whatever else escapes it is a defect of the store or its
 * driver, and says nothing about the outcome (R9).
 */
final class StoreCalls {
    private StoreCalls() {}

    /** A call that changes nothing: if it fails, nothing was applied. */
    static <T> T reading(Supplier<T> call) {
        try {
            return call.get();
        } catch (SessionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreUnavailable("the store failed while it was read", e);
        }
    }

    /** A call that may change something. */
    static <T> T changing(Supplier<T> call) {
        try {
            return call.get();
        } catch (SessionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new OutcomeUnknown("the store failed while it was to change something", e);
        }
    }
}
