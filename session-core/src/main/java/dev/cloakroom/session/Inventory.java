package dev.cloakroom.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a store holds, in batches: for who runs it, never for who uses it. Nothing on the way of a request needs
 * it.
 *
 * <p><b>It is not behind the guard.</b> No claim is asked for, as none could be: it finds the sessions whose owners are
 * not known. Whoever holds a store holds everything in it. What it finds is ended, read or handed over through a
 * {@link SessionRegistry} like anyone's, with a claim of the owner it tells.
 *
 * <p><b>What a walk promises.</b> A walk begins without a cursor and goes on with {@code next} until there is none. A
 * session that lives from the beginning of a walk to its end, and stays where it is kept, is told at least once. One
 * that was opened or ended meanwhile may be told or not; any may be told more than once; each was as it is told at some
 * moment of its batch, and may have changed since. Nobody waits for a walk, and it holds nothing open: it may be left
 * at any time and taken up in another process.
 *
 * <p>Like all of a store, thread-safe, and bounded in time; {@link StoreUnavailable} means that nothing was done in
 * this batch, or that the rest of it can be done by asking again with the same cursor.
 */
public interface Inventory {
    /**
     * A batch of the live sessions, in no order.
     *
     * @param after where the batch before ended, or null to begin
     * @param batch about how much to look at, 1 or more; the batch may tell of fewer sessions, also of none, or of some
     *     more
     * @throws InvalidInput when this store never gave out {@code after}
     */
    Live live(@Nullable String after, int batch);

    /**
     * Counts what remains, physically, of sessions that are over, and entries of indexes and names that lead to none.
     * None of it can be reached by anyone and all of it goes by itself with time. Changes nothing.
     *
     * @param after where the batch before ended, or null to begin
     * @param batch about how much to look at, 1 or more
     * @throws InvalidInput when this store never gave out {@code after}
     */
    Remains remains(@Nullable String after, int batch);

    /**
     * As {@link #remains}, and removes it. Nothing of a live session is touched, nor what is of a format that the store
     * does not know; whether something is over is decided in one step with its removal.
     *
     * @return what was removed
     */
    Remains sweep(@Nullable String after, int batch);

    /**
     * A batch of live sessions. Immutable and thread-safe.
     *
     * @param heads their records
     * @param unreadable how many records there are that cannot be read: damaged, or of a format that is not known
     * @param next where the next batch begins, null behind the last one
     */
    record Live(List<Head> heads, long unreadable, @Nullable String next) {
        public Live {
            heads = List.copyOf(heads);
        }

        @Override
        public String toString() {
            return "Live[" + heads.size() + " sessions, " + unreadable + " unreadable"
                    + (next == null ? "]" : ", more]");
        }
    }

    /**
     * What a batch found of sessions that are over. Immutable and thread-safe.
     *
     * @param sessions of how many sessions something was left: record, history or files
     * @param entries how many entries of indexes and names led to none
     * @param keys how many things were kept for both, in the store's own unit (keys, rows)
     * @param next where the next batch begins, null behind the last one
     */
    record Remains(
            long sessions,
            long entries,
            long keys,
            @Nullable String next) {
        @Override
        public String toString() {
            return "Remains[" + sessions + " sessions, " + entries + " entries" + (next == null ? "]" : ", more]");
        }
    }
}
