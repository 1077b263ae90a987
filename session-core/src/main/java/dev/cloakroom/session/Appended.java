package dev.cloakroom.session;

import java.time.Instant;

/** Where an acknowledged append stands. */
public sealed interface Appended {
    /** The place of the first draft. */
    long first();

    /** The place of the last draft. */
    long last();

    /**
     * The drafts were appended now.
     *
     * @param first the place of the first draft
     * @param last the place of the last draft
     * @param at the instant they all bear, on the store's clock
     */
    record At(long first, long last, Instant at) implements Appended {}

    /**
     * The same key had appended the same content before; nothing changed (R6).
     *
     * @param first the place of the first draft then
     * @param last the place of the last draft then
     */
    record Replayed(long first, long last) implements Appended {}
}
