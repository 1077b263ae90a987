package dev.cloakroom.session;

import java.util.List;

/**
 * A contiguous part of a history in ascending order (R5). Immutable and thread-safe.
 *
 * @param entries the entries; possibly none
 * @param lastSeq where the history ended in the same step, 0 when it is empty
 * @param more whether the slice has further entries in the direction of paging
 */
public record Page(List<Entry> entries, long lastSeq, boolean more) {
    public Page {
        entries = List.copyOf(entries);
    }

    /**
     * The page for a slice: cuts at {@code bytes}, but keeps at least one entry, and works out whether there is more.
     *
     * @param slice what was asked for
     * @param range the entries from {@link Slice#from} to {@link Slice#to}, ascending, without gaps
     * @param lastSeq where the history ends
     * @param bytes most content and metadata in the page
     */
    public static Page of(Slice slice, List<Entry> range, long lastSeq, long bytes) {
        boolean forward = slice.end() == Slice.End.OLDEST;
        int kept = mostBytes(range) <= bytes ? range.size() : fitting(range, forward, bytes);
        if (kept == 0) {
            return new Page(List.of(), lastSeq, false);
        }
        int from = forward ? 0 : range.size() - kept;
        List<Entry> page = kept == range.size() ? range : range.subList(from, from + kept);
        boolean more = slice.isCutAt(page.get(0).seq(), page.get(kept - 1).seq(), lastSeq);
        return new Page(page, lastSeq, more);
    }

    /** No less than the entries' bytes, without measuring them: most pages are far from being cut. */
    private static long mostBytes(List<Entry> entries) {
        long most = 0;
        for (Entry entry : entries) {
            most += entry.mostBytes();
        }
        return most;
    }

    /** How many entries, seen from the end that stays, have room; one has in any case. */
    private static int fitting(List<Entry> range, boolean forward, long bytes) {
        int kept = 0;
        long size = 0;
        while (kept < range.size()) {
            size += range.get(forward ? kept : range.size() - 1 - kept).bytes();
            if (kept > 0 && size > bytes) {
                break;
            }
            kept++;
        }
        return kept;
    }

    @Override
    public String toString() {
        return "Page[" + entries.size() + " entries of " + lastSeq + "]";
    }
}
