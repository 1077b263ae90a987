package dev.cloakroom.session;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Applies a pure function to a session's control: read, compute, swap, and again when someone else was first. Of those
 * who collide one always gets through, and the others step aside for a random moment that grows. Thread-safe.
 */
final class Changes {
    private static final int MOST_ATTEMPTS = 64;
    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final int MOST_DOUBLINGS = 8;

    private final SessionStore store;

    Changes(SessionStore store) {
        this.store = store;
    }

    /**
     * Changes the control.
     *
     * @param step from the record as it is to the control as it shall be; the same control means there is nothing to
     *     change. May throw to give up
     * @return the record after the change
     */
    Head apply(Gate gate, Claim claim, Operation operation, Function<Head, Control> step) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Head head = gate.through(claim, operation, store::head);
            Control next = step.apply(head);
            if (next.equals(head.control())) {
                return head;
            }
            long version = head.control().version();
            Optional<Head> changed = gate.through(claim, operation, current -> won(store.swap(current, version, next)));
            if (changed.isPresent()) {
                return changed.get();
            }
            stepAside(attempt);
        }
        throw new StoreUnavailable("the session changed " + MOST_ATTEMPTS + " times while " + operation.label()
                + " was tried; not applied, try again");
    }

    /** Done when the swap was, done with nothing when another version was there. */
    static Result<Optional<Head>> won(Result<Head> swapped) {
        if (swapped instanceof Result.Done<Head> done) {
            return Result.done(Optional.of(done.value()));
        } else if (swapped instanceof Result.Refused<Head> refused) {
            return refused.why() == Refusal.VERSION
                    ? Result.done(Optional.empty())
                    : Result.refused(refused.why(), refused.found());
        }
        return swapped instanceof Result.Gone<Head> ? Result.gone() : Result.stale();
    }

    private static void stepAside(int attempt) {
        long most = FIRST_PAUSE_NANOS << Math.min(attempt, MOST_DOUBLINGS);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }
}
