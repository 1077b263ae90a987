package dev.cloakroom.session;

import dev.cloakroom.session.SessionStore.Bell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The histories of all sessions, one claim at a time. Ordered, append-only, without gaps (R5); what is acknowledged
 * stays. Thread-safe.
 */
public final class History {
    /** To follow from the end of the history as it is now. */
    public static final long NOW = -1;

    private final Gate gate;
    private final HistoryStore store;
    private final Limits limits;
    private final BiFunction<SessionId, Runnable, Bell> bells;

    History(Gate gate, SessionStore store) {
        this.gate = gate;
        this.store = store.history();
        this.limits = store.limits();
        this.bells = store::bell;
    }

    /**
     * Appends a batch, whole and contiguous or not at all.
     *
     * @param claim of {@link Access#APPEND}; its principal becomes the author
     * @return the places; {@link Appended.Replayed} when the key had appended the same before (R6)
     * @throws SessionAccessDenied without access
     * @throws LimitExceeded when a message, the batch or the session is over a limit
     * @throws SessionConflict when the expected seq, the turn or the key refuses
     * @throws OutcomeUnknown when it cannot be told whether it was applied: retry with the same key
     */
    public Appended append(Claim claim, Append append) {
        append.requireWithin(limits);
        return gate.through(
                claim, Operation.APPEND, current -> Replies.appended(store.append(current, append), append));
    }

    /**
     * One message of the person, unconditionally.
     *
     * @see #append(Claim, Append)
     */
    public Appended append(Claim claim, Draft draft) {
        return append(claim, Append.of(draft));
    }

    /**
     * Reads a contiguous part, oldest first.
     *
     * @param claim of {@link Access#READ} or more
     * @throws SessionAccessDenied without access
     * @throws LimitExceeded when the slice asks for more than {@link Limit#PAGE_ENTRIES}
     */
    public Page read(Claim claim, Slice slice) {
        limits.require(Limit.PAGE_ENTRIES, slice.limit());
        return gate.through(claim, Operation.READ, current -> Replies.page(store.read(current, slice), slice));
    }

    /**
     * The entries that an append put in place, from the drafts where they are new and from the store where they were
     * replayed.
     */
    public List<Entry> entries(Claim claim, Appended appended, Append append) {
        if (appended instanceof Appended.At at) {
            return append.entriesAt(at.first(), claim.principal(), at.at());
        }
        return entries(claim, appended);
    }

    /**
     * The entries at known places, in as many reads as they take.
     *
     * @throws SessionAccessDenied without access
     */
    public List<Entry> entries(Claim claim, Appended appended) {
        List<Entry> entries = new ArrayList<>();
        long next = appended.first();
        while (next <= appended.last()) {
            int wanted = (int) Math.min(appended.last() - next + 1, limits.of(Limit.PAGE_ENTRIES));
            Page page = read(claim, Slice.after(next - 1, wanted));
            if (page.entries().isEmpty()) {
                throw new StoreContractBroken("an acknowledged entry is missing at " + next);
            }
            entries.addAll(page.entries());
            next += page.entries().size();
        }
        return entries;
    }

    /**
     * Looks up an idempotency key of the claim's principal without appending.
     *
     * @return where the drafts under this key stand, or empty when it is unused in this session
     * @throws SessionAccessDenied without access
     */
    public Optional<Appended.Replayed> recorded(Claim claim, IdempotencyKey key) {
        return gate.through(claim, Operation.APPEND, current -> store.recorded(current, key));
    }

    /**
     * Follows a history.
     *
     * @param claim of {@link Access#READ} or more
     * @param after the place that was seen last, 0 to see everything, or {@link #NOW}
     * @param ring called on any thread, returns at once; see {@link Follower}
     * @throws SessionAccessDenied without access
     * @throws InvalidInput when the history does not reach to {@code after}
     */
    public Follower follow(Claim claim, long after, Runnable ring) {
        Bell bell = bells.apply(claim.id(), ring); // first, so that nothing is missed between a read and a ring
        boolean follows = false;
        try {
            long last = read(claim, Slice.latest(1)).lastSeq();
            if (after != NOW && (after < 0 || after > last)) {
                throw new InvalidInput("the history ends at " + last + ", so nothing can be followed after " + after);
            }
            Follower follower = new Follower(gate.silenced(), store, claim, bell, after == NOW ? last : after);
            follows = true;
            return follower;
        } finally {
            if (!follows) {
                bell.close();
            }
        }
    }
}
