package dev.cloakroom.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the owner and core decide about a session: the part of its record that {@link SessionStore#swap} replaces as a
 * whole. Changes are pure functions from one control to the next; the stamp moves with access, the version with every
 * change. Immutable and thread-safe.
 *
 * @param owner whose session it is
 * @param stamp the state of access
 * @param version drawn anew with every change of this control
 * @param grants what others of the owner's tenant may do, by subject; {@link Access#READ} or {@link Access#APPEND}
 * @param metadata the session's pairs
 * @param turn the turn taken last, or null
 */
public record Control(
        Principal owner,
        Stamp stamp,
        long version,
        Map<String, Access> grants,
        Map<String, String> metadata,
        @Nullable Lease turn) {
    public Control {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(stamp, "stamp");
        grants = Map.copyOf(grants);
        metadata = Map.copyOf(metadata);
    }

    static Control opening(Principal owner, Map<String, String> metadata, SecureRandom random) {
        return new Control(owner, Stamp.first(random), random.nextLong(), Map.of(), metadata, null);
    }

    /** What a principal of the owner's tenant was granted, or null. */
    public @Nullable Access grantOf(Principal who) {
        Access granted = grants.get(who.subject()); // of whoever asks, so that it takes as long (R4)
        return who.sameTenant(owner) ? granted : null;
    }

    Control granting(Principal who, Access access, SecureRandom random) {
        Map<String, Access> next = new TreeMap<>(grants);
        next.put(who.subject(), access);
        return new Control(owner, stamp.next(random), random.nextLong(), next, metadata, turnUnlessHeldBy(who, access));
    }

    Control revoking(Principal who, SecureRandom random) {
        Map<String, Access> next = new TreeMap<>(grants);
        next.remove(who.subject());
        return new Control(owner, stamp.next(random), random.nextLong(), next, metadata, turnUnlessHeldBy(who, null));
    }

    Control transferredTo(Principal next, SecureRandom random) {
        return new Control(next, stamp.next(random), random.nextLong(), Map.of(), metadata, null);
    }

    Control patched(Map<String, String> pairs, SecureRandom random) {
        return new Control(owner, stamp, random.nextLong(), grants, pairs, turn);
    }

    Control withTurn(@Nullable Lease lease, SecureRandom random) {
        return new Control(owner, stamp, random.nextLong(), grants, metadata, lease);
    }

    /** With the running turn asked to end early; the same control when there is nothing to ask. */
    Control stoppingTurn(SecureRandom random) {
        if (turn == null || !turn.running() || turn.stopping()) {
            return this;
        }
        return withTurn(new Lease(turn.fence(), turn.holder(), turn.remaining(), true), random);
    }

    boolean isInTurn(long fence) {
        return turn != null && turn.fence() == fence && turn.running();
    }

    private @Nullable Lease turnUnlessHeldBy(Principal who, @Nullable Access access) {
        boolean keeps = access != null && access.includes(Access.APPEND);
        return turn != null && turn.holder().equals(who) && !keeps ? null : turn;
    }

    @Override
    public String toString() {
        return "Control[" + grants.size() + " grants, " + metadata.size() + " pairs]";
    }

    /**
     * A turn as the session's record holds it (R15). What is left of it is a duration, so that nobody's clock but the
     * store's counts; when it is written, {@link SessionStore#swap} is told apart from it how long it shall run.
     *
     * @param fence the token that appends of this turn bear; never 0
     * @param holder who took the turn
     * @param remaining what is left; a lease with nothing left is over
     * @param stopping whether someone asked the holder to end the turn early
     */
    public record Lease(long fence, Principal holder, Duration remaining, boolean stopping) {
        public Lease {
            Objects.requireNonNull(holder, "holder");
            Objects.requireNonNull(remaining, "remaining");
            if (fence == Claim.UNFENCED) {
                throw new IllegalArgumentException("0 is the fence of claims outside a turn");
            }
        }

        /** The same turn with so much left, as a store reads it by its clock. */
        public Lease with(Duration left) {
            return new Lease(fence, holder, left, stopping);
        }

        boolean running() {
            return !remaining.isNegative() && !remaining.isZero();
        }
    }
}
