package dev.cloakroom.session;

import dev.cloakroom.session.SessionStore.Bell;

/**
 * Follows a history from a place on: everything that is appended there, in order, without gaps and once (R5). Each read
 * passes the guard, so nothing is seen after a revoke, an end or an expiry (R8); that this ends the following is
 * nobody's attempt and no security event.
 *
 * <p>A ring says that there may be something to read. Rings are hints: whoever follows also calls {@link #next} by
 * itself from time to time. Used by one thread at a time.
 */
public final class Follower implements AutoCloseable {
    private final Gate quiet;
    private final HistoryStore store;
    private final Claim claim;
    private final Bell bell;
    private long position;

    Follower(Gate quiet, HistoryStore store, Claim claim, Bell bell, long position) {
        this.quiet = quiet;
        this.store = store;
        this.claim = claim;
        this.bell = bell;
        this.position = position;
    }

    /** Whether the store rings; if not, whoever follows looks more often. */
    public boolean isRung() {
        return bell != Bell.SILENT;
    }

    /** The place that everything up to was seen. */
    public long position() {
        return position;
    }

    /**
     * What follows, as far as there is something by now.
     *
     * @param limit most entries, 1 to {@link Limit#PAGE_ENTRIES}
     * @return the next entries, possibly none; {@link Page#more} says whether to ask again at once
     * @throws SessionAccessDenied once the session is gone or may no longer be read
     * @throws StoreContractBroken when the history has lost entries that were seen
     */
    public Page next(int limit) {
        Slice slice = Slice.after(position, limit);
        Page page = quiet.through(
                quiet.latest(claim), Operation.READ, current -> Replies.page(store.read(current, slice), slice));
        if (page.lastSeq() < position) {
            throw new StoreContractBroken(
                    "entries up to " + position + " were seen, and now the history ends at " + page.lastSeq());
        }
        if (!page.entries().isEmpty()) {
            position = page.entries().get(page.entries().size() - 1).seq();
        }
        return page;
    }

    /**
     * Goes back, so that what follows this place is read again.
     *
     * @param seen a place that everything up to was seen
     */
    public void rewind(long seen) {
        if (seen < 0 || seen > position) {
            throw new InvalidInput("only what was read can be read again");
        }
        position = seen;
    }

    /** No ring begins after this returns. */
    @Override
    public void close() {
        bell.close();
    }
}
