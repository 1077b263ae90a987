package dev.cloakroom.server;

/** A setting that cannot be used. The message is one line for whoever starts the server. */
final class BadSetting extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadSetting(String message) {
        super(message);
    }
}
