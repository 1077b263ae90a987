package dev.cloakroom.session;

/** The store could not be asked, or refused to act: the operation was <b>not applied</b> (R9). Try again later. */
public final class StoreUnavailable extends SessionException {
    private static final long serialVersionUID = 1L;

    /** @param message what failed and what to look at */
    public StoreUnavailable(String message) {
        super(message);
    }

    /**
     * With the store's own failure.
     *
     * @param message what failed and what to look at
     * @param cause the failure
     */
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
