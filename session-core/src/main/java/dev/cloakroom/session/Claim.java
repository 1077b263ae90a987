package dev.cloakroom.session;

import java.util.Optional;

/**
 * Permission to try: at this stamp the policy let this principal have this access to this session. Only
 * {@link SessionRegistry} makes one, and the store compares it with the session again in the same step as the effect
 * (R3), so a claim that outlived a revoke does nothing.
 *
 * <p><b>Only a completed store operation proves access.</b> Never answer a request, call a model or accept an upload on
 * a claim alone. Immutable and thread-safe; cheap to make anew for each request.
 */
public final class Claim {
    /** The fence of a claim that was not made for a turn. */
    static final long UNFENCED = 0;

    private final SessionId id;
    private final Principal principal;
    private final Access access;
    private final Stamp stamp;
    private final long fence;
    private final Holder holder;

    /** In whose hands a claim is. */
    private enum Holder {
        /** The principal's own. */
        PRINCIPAL,
        /** An administrator's, in the place of this owner and no other. */
        IN_PLACE_OF_THIS_OWNER,
        /** An administrator's, in the place of whoever owns the session when it is used. */
        IN_PLACE_OF_ANY_OWNER
    }

    Claim(SessionId id, Principal principal, Access access, Stamp stamp, long fence) {
        this(id, principal, access, stamp, fence, Holder.PRINCIPAL);
    }

    private Claim(SessionId id, Principal principal, Access access, Stamp stamp, long fence, Holder holder) {
        this.id = id;
        this.principal = principal;
        this.access = access;
        this.stamp = stamp;
        this.fence = fence;
        this.holder = holder;
    }

    /**
     * What an administrator may do with a session, whoever owns it by the time it is done, which no policy was asked
     * about.
     */
    static Claim inPlaceOfOwner(Facts facts) {
        return inPlace(facts, Holder.IN_PLACE_OF_ANY_OWNER);
    }

    /** What an administrator may do in the place of this owner: nothing any more once the session is someone else's. */
    static Claim inPlaceOfThisOwner(Facts facts) {
        return inPlace(facts, Holder.IN_PLACE_OF_THIS_OWNER);
    }

    private static Claim inPlace(Facts facts, Holder holder) {
        return new Claim(facts.id(), facts.owner(), Access.MANAGE, facts.stamp(), UNFENCED, holder);
    }

    boolean isAdministrators() {
        return holder != Holder.PRINCIPAL;
    }

    /** An administrator's claim on fresh facts; empty when the session is no longer this owner's and has to be. */
    Optional<Claim> renewedFor(Facts facts) {
        boolean moved = !facts.owner().equals(principal);
        return moved && holder != Holder.IN_PLACE_OF_ANY_OWNER ? Optional.empty() : Optional.of(inPlace(facts, holder));
    }

    Claim fencedBy(long token) {
        return new Claim(id, principal, access, stamp, token, holder);
    }

    boolean answers(SessionId wantedId, Principal who, Access wanted) {
        return access == wanted && id.equals(wantedId) && principal.equals(who);
    }

    /** The session. */
    public SessionId id() {
        return id;
    }

    /** Who may try. Becomes the author of what is appended with this claim. */
    public Principal principal() {
        return principal;
    }

    /** What may be tried. */
    public Access access() {
        return access;
    }

    /** The state of access that the decision was made on. A store compares it for equality. */
    public Stamp stamp() {
        return stamp;
    }

    /** The turn this claim belongs to, or 0: a store refuses a fenced append once that turn is not current (R15). */
    public long fence() {
        return fence;
    }

    @Override
    public String toString() {
        return "Claim[" + id + ", " + access + (fence == UNFENCED ? "]" : ", in a turn]");
    }
}
