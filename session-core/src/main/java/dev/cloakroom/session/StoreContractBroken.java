package dev.cloakroom.session;

/**
 * A store answered with something that cannot be true, such as another session's data. What it returned was destroyed
 * and not delivered (R10). Whether the operation was applied is unknown; this is a defect of the store or its wire.
 */
public final class StoreContractBroken extends SessionException {
    private static final long serialVersionUID = 1L;

    /** @param message what the store promised and what it did */
    public StoreContractBroken(String message) {
        super(message);
    }
}
