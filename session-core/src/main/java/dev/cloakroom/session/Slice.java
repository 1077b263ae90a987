package dev.cloakroom.session;

/**
 * Which part of a history to read: entries with {@code after < seq < before}, at most {@code limit} of them, from the
 * near or the far end. Pages are always in ascending order. Immutable and thread-safe.
 *
 * @param after exclusive lower bound, 0 for none
 * @param before exclusive upper bound, {@link Long#MAX_VALUE} for none
 * @param limit most entries, at least 1
 * @param end which end of the range a page is cut from when it holds more
 */
public record Slice(long after, long before, int limit, End end) {
    /** Above any place there will ever be, and low enough to count on from without overflow. */
    private static final long HIGHEST_SEQ = Long.MAX_VALUE / 2;

    /** Which end of a range is returned when it does not fit a page. */
    public enum End {
        /** The oldest entries of the range: paging forward. */
        OLDEST,
        /** The newest entries of the range: paging backward. */
        NEWEST
    }

    public Slice {
        if (after < 0 || before < 0) {
            throw new InvalidInput("a position is negative");
        }
        if (limit < 1) {
            throw new InvalidInput("limit has to be at least 1");
        }
        after = Math.min(after, HIGHEST_SEQ);
    }

    /** The newest entries. */
    public static Slice latest(int limit) {
        return new Slice(0, Long.MAX_VALUE, limit, End.NEWEST);
    }

    /** The entries that follow {@code seq}. */
    public static Slice after(long seq, int limit) {
        return new Slice(seq, Long.MAX_VALUE, limit, End.OLDEST);
    }

    /** The last entries before {@code seq}. */
    public static Slice before(long seq, int limit) {
        return new Slice(0, seq, limit, End.NEWEST);
    }

    /** The first place to read of a history that ends at {@code lastSeq}; above {@link #to} when there is nothing. */
    public long from(long lastSeq) {
        long lowest = after + 1;
        return end == End.OLDEST ? lowest : Math.max(lowest, highest(lastSeq) - limit + 1);
    }

    /** The last place to read, inclusive, of a history that ends at {@code lastSeq}. */
    public long to(long lastSeq) {
        long highest = highest(lastSeq);
        return end == End.NEWEST ? highest : Math.min(highest, after + limit);
    }

    private long highest(long lastSeq) {
        return Math.min(lastSeq, before - 1);
    }

    boolean isCutAt(long first, long last, long lastSeq) {
        return end == End.OLDEST ? last < highest(lastSeq) : first > after + 1;
    }
}
