package dev.cloakroom.session;

import java.time.Duration;
import java.util.Objects;

/**
 * A turn as the session's record holds it (R15). What is left of it is a duration, so that nobody's clock but the
 * store's counts; when it is written, {@link SessionStore#swap} is told apart from it how long it shall run.
 *
 * @param fence the token that appends of this turn bear; never 0
 * @param holder who took the turn
 * @param remaining what is left; a lease with nothing left is over
 */
public record Lease(long fence, Principal holder, Duration remaining) {
    public Lease {
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(remaining, "remaining");
        if (fence == Claim.UNFENCED) {
            throw new IllegalArgumentException("0 is the fence of claims outside a turn");
        }
    }

    boolean running() {
        return !remaining.isNegative() && !remaining.isZero();
    }
}
