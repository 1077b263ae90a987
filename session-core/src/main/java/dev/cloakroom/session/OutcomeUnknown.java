package dev.cloakroom.session;

/**
 * The operation may or may not have been applied (R9): the answer was lost, or too few copies confirmed it. Retry with
 * the same {@link IdempotencyKey}; without one, read before retrying.
 */
public final class OutcomeUnknown extends SessionException {
    private static final long serialVersionUID = 1L;

    /** @param message what was asked and what was lost */
    public OutcomeUnknown(String message) {
        super(message);
    }

    /**
     * With the store's own failure.
     *
     * @param message what was asked and what was lost
     * @param cause the failure
     */
    public OutcomeUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
