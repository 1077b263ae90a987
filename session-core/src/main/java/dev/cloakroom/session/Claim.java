package dev.cloakroom.session;

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
    private final boolean administrators;

    Claim(SessionId id, Principal principal, Access access, Stamp stamp, long fence) {
        this(id, principal, access, stamp, fence, false);
    }

    private Claim(SessionId id, Principal principal, Access access, Stamp stamp, long fence, boolean administrators) {
        this.id = id;
        this.principal = principal;
        this.access = access;
        this.stamp = stamp;
        this.fence = fence;
        this.administrators = administrators;
    }

    /** What an administrator may do in the owner's place, which no policy was asked about. */
    static Claim inPlaceOfOwner(Facts facts) {
        return new Claim(facts.id(), facts.owner(), Access.MANAGE, facts.stamp(), UNFENCED, true);
    }

    boolean isAdministrators() {
        return administrators;
    }

    Claim fencedBy(long token) {
        return new Claim(id, principal, access, stamp, token, administrators);
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
