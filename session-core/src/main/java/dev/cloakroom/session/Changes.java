package dev.cloakroom.session;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies a pure function to a session's control: read, compute, swap, and again when someone else was first. Of those
 * who collide one always gets through, and the others step aside for a random moment that grows. Thread-safe.
 */
final class Changes {
    private static final int MOST_ATTEMPTS = 64;

    private final SessionStore store;

    Changes(SessionStore store) {
        this.store = store;
    }

    /**
     * How a change ended.
     *
     * @param head the record after it
     * @param applied whether there was anything to change
     */
    record Changed(Head head, boolean applied) {}

    /** Changes the control and leaves a turn's deadline as it is. */
    Changed apply(Gate gate, Claim claim, Operation operation, Function<Head, Control> step) {
        return apply(gate, claim, operation, step, null, null);
    }

    /**
     * Changes the control.
     *
     * @param step from the record as it is to the control as it shall be; the same control means there is nothing to
     *     change. May throw to give up
     * @param lease how long the turn in the next control runs from now, or null to leave its deadline as it is
     * @param known the record as it was seen last, to try first without reading, or null; its version tells whether it
     *     still is so
     */
    Changed apply(
            Gate gate,
            Claim claim,
            Operation operation,
            Function<Head, Control> step,
            @Nullable Duration lease,
            @Nullable Head known) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Pause.after(attempt);
            Head head = attempt == 0 && known != null
                    ? known
                    : gate.through(
                            gate.latest(claim), operation, current -> Replies.head(store.head(current), current));
            Control next = step.apply(head);
            if (next.equals(head.control())) {
                return new Changed(head, false);
            }
            long version = head.control().version();
            Optional<Head> swapped = gate.through(
                    gate.latest(claim),
                    operation,
                    current -> Replies.swapped(store.swap(current, version, next, lease), current, next));
            if (swapped.isPresent()) {
                return new Changed(swapped.get(), true);
            }
        }
        throw new StoreUnavailable("the session changed " + MOST_ATTEMPTS + " times while " + operation.label()
                + " was tried; not applied, try again");
    }
}
