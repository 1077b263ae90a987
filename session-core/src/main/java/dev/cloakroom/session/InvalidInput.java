package dev.cloakroom.session;

/** Input that can never be accepted. Nothing was stored. The message names the field and the rule, never the value. */
public final class InvalidInput extends SessionException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong with which field */
    public InvalidInput(String message) {
        super(message);
    }
}
