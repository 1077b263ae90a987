package dev.cloakroom.store.memory;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A history up to one moment. Later moments share the array and see further into it: what lies below {@code size} never
 * changes, so a reader needs no lock. Only the newest log of a session is ever appended to, one append at a time.
 */
final class Log {
    static final Log EMPTY = new Log(new Entry[0], 0, 0, 0);
    private static final int FIRST_CAPACITY = 4;

    private final Entry[] entries;
    private final int size;
    private final long bytes;
    private final long weight;

    private Log(Entry[] entries, int size, long bytes, long weight) {
        this.entries = entries;
        this.size = size;
        this.bytes = bytes;
        this.weight = weight;
    }

    /**
     * With the drafts at the end, all of this instant.
     *
     * @param added what they weigh
     */
    Log plus(Append append, long added, Principal author, Instant at) {
        List<Draft> drafts = append.drafts();
        int count = drafts.size();
        int needed = size + count;
        Entry[] target = needed <= entries.length
                ? entries
                : Arrays.copyOf(entries, Math.max(Math.max(FIRST_CAPACITY, needed), size + (size >> 1)));
        for (int i = 0; i < count; i++) {
            target[size + i] = Entry.at(size + i + 1L, drafts.get(i), author, at);
        }
        return new Log(target, needed, bytes + append.bytes(), weight + added);
    }

    /** The entries with these places, both inclusive; empty when {@code from} is above {@code to}. */
    List<Entry> range(long from, long to) {
        return from > to ? List.of() : List.of(Arrays.copyOfRange(entries, (int) from - 1, (int) to));
    }

    int size() {
        return size;
    }

    /** What {@code added} summed up to. */
    long weight() {
        return weight;
    }

    /** UTF-8 size of content and metadata. */
    long bytes() {
        return bytes;
    }
}
