package dev.cloakroom.session;

/** A wish to be told of changes, until it is closed. Thread-safe; closing twice is the same as once. */
@FunctionalInterface
public interface Bell extends AutoCloseable {
    /** A bell that never rings. */
    Bell SILENT = () -> {};

    /** No ring begins after this returns. */
    @Override
    void close();
}
