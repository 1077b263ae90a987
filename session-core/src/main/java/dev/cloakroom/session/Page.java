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
        int kept = 0;
        long size = 0;
        boolean forward = slice.end() == Slice.End.OLDEST;
        while (kept < range.size()) {
            size += range.get(forward ? kept : range.size() - 1 - kept).bytes();
            if (kept > 0 && size > bytes) {
                break;
            }
            kept++;
        }
        if (kept == 0) {
            return new Page(List.of(), lastSeq, false);
        }
        List<Entry> page = forward ? range.subList(0, kept) : range.subList(range.size() - kept, range.size());
        boolean more = slice.isCutAt(page.get(0).seq(), page.get(kept - 1).seq(), lastSeq);
        return new Page(page, lastSeq, more);
    }

    @Override
    public String toString() {
        return "Page[" + entries.size() + " entries of " + lastSeq + "]";
    }
}
