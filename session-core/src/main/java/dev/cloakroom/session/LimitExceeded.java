package dev.cloakroom.session;

/** A documented limit was met (R11). Nothing was stored. */
public final class LimitExceeded extends SessionException {
    private static final long serialVersionUID = 1L;

    private final Limit limit;

    /**
     * Says which limit refused what.
     *
     * @param limit the limit that refuses
     * @param actual what was asked for, in the limit's unit
     * @param most the value in force
     */
    public LimitExceeded(Limit limit, long actual, long most) {
        super(
                limit == Limit.STORE
                        ? "the store is full"
                        : limit.subject() + ": " + actual + " " + limit.unit() + ", limit " + most);
        this.limit = limit;
    }

    /** Which limit. */
    public Limit limit() {
        return limit;
    }
}
