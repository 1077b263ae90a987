package dev.cloakroom.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions are kept: what a store author writes. No policy, no minting of ids, no auditing and no caching is
 * asked of a store; it compares, and acts.
 *
 * <p><b>The guard.</b> Every method that takes a {@link Claim} first checks, in one atomic step with its effect (R3):
 *
 * <ol>
 *   <li>the record exists, its format is known, and the store's now is before both deadlines: else
 *       {@link Result#gone()};
 *   <li>its stamp equals {@code claim.stamp()}: else {@link Result#stale()};
 *   <li>then what the method itself asks for (key, fence, expected seq, limits): else a refusal;
 *   <li>then the effect, all of it or none.
 * </ol>
 *
 * <p>Gone, stale and refused change nothing: no deadline moves, nobody waits on the session's owner (R4). What changed
 * the session (an append that was no replay, a file that was committed or removed, a {@link #swap} that keeps the
 * stamp) is activity: it moves the idle deadline to now plus {@link Limits#idleTimeout()}. The absolute deadline is
 * fixed when the session is made. A session ends at the earlier of the two (R8).
 *
 * <p>When a method returns, its effect is acknowledged as the store's documentation says (R7). All methods are called
 * from many threads at once and block for a bounded time only. They throw {@link StoreUnavailable} when nothing was
 * applied and {@link OutcomeUnknown} when that cannot be told, and nothing else; whatever else escapes a store counts
 * as the latter. Causes and messages hold no id and no content. Instants are whole milliseconds of the store's clock.
 * Texts are compared code point by code point, as no collation does.
 *
 * <p>Whoever holds a store holds everything in it: an application gives it to a {@link SessionRegistry} and keeps no
 * reference.
 */
public interface SessionStore extends AutoCloseable {
    /** The limits this store was opened with; constant. */
    Limits limits();

    /**
     * Makes a session unless the id is in use, be it by an expired session, or its owner has {@link Limit#SESSIONS}
     * live ones, which is exact also when many are made at once (R1, R11).
     *
     * @param id a fresh id
     * @param control its first control
     * @return its record; refused with {@code ID_TAKEN}, {@code SESSIONS} or {@code STORE_FULL}
     */
    Result<Head> create(SessionId id, Control control);

    /**
     * What a policy may know: fresh, never from a cache or a replica, in the same steps whether there is one or not,
     * and at a cost that does not depend on the session's size or grants. Touches nothing (R4).
     *
     * @return the facts for {@code who}; empty when there is no such session, as in the first step of the guard
     */
    Optional<Facts> facts(SessionId id, Principal who);

    /** The session's record. */
    Result<Head> head(Claim claim);

    /**
     * Replaces the control if its version is still {@code version}. When the owner changes, {@link #owned} of the old
     * and the new one follow, within {@link Limit#SESSIONS} of the new one.
     *
     * @param lease how long the turn in {@code next} runs from the store's now; null leaves the turn's deadline as it
     *     is
     * @return the record after the change; refused with {@code VERSION}, {@code SESSIONS} or, when it takes more room
     *     than before, {@code STORE_FULL}
     */
    Result<Head> swap(Claim claim, long version, Control next, @Nullable Duration lease);

    /**
     * Ends the session: record, history, files and keys. What is in flight cannot bring any of it back (R8).
     *
     * @return the record as it was
     */
    Result<Head> end(Claim claim);

    /**
     * The live sessions that {@code owner} owns, latest activity first and by id where that is the same, each read in
     * one step with the check that this still is its owner.
     *
     * @param after the session that the page follows, or null to begin
     * @param limit most sessions
     * @return the page; empty when {@code after} is not a live session of this owner
     */
    Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit);

    /** The histories. */
    HistoryStore history();

    /** The files. */
    ArtifactStore artifacts();

    /** Names that stand for sessions; empty when the store keeps none, and then client names are refused. */
    default Optional<NameStore> names() {
        return Optional.empty();
    }

    /** Who else uses this store; empty when the store does not keep track. */
    default Optional<InstanceStore> instances() {
        return Optional.empty();
    }

    /** Counts over all who share this store; empty when the store does not, and then each counts by itself. */
    default Optional<Limiter> limiter() {
        return Optional.empty();
    }

    /** Everything that is kept, for who runs it; empty when the store cannot be walked through. */
    default Optional<Inventory> inventory() {
        return Optional.empty();
    }

    /**
     * Asks to be told that something about a session changed: an append, a change of control, its end. A hint without
     * content: who is told reads again, with a claim. Rings may come late, come together or not come at all, so whoever
     * listens also looks by itself from time to time; the default never rings.
     *
     * @param ring called on any thread; returns at once
     */
    default Bell bell(SessionId id, Runnable ring) {
        return Bell.SILENT;
    }

    /**
     * Returns when the store can be used.
     *
     * @throws StoreUnavailable when it cannot
     */
    void ping();

    /** What kind of store this is, in one word, for people. */
    String name();

    /**
     * Numbers that tell operators how the store is; the list is constant, reading it and its values costs next to
     * nothing, asks no server and never throws. The default has none.
     */
    default List<Measure> measures() {
        return List.of();
    }

    /** Lets go of connections and threads. Sessions in a lasting store stay. */
    @Override
    void close();

    /**
     * A page of the sessions someone owns. Immutable and thread-safe.
     *
     * @param heads the sessions, latest activity first
     * @param more whether there are further ones
     */
    record Owned(List<Head> heads, boolean more) {
        public Owned {
            heads = List.copyOf(heads);
        }
    }

    /** A wish to be told of changes, until it is closed. Thread-safe; closing twice is the same as once. */
    @FunctionalInterface
    interface Bell extends AutoCloseable {
        /** A bell that never rings. */
        Bell SILENT = () -> {};

        /** No ring begins after this returns. */
        @Override
        void close();
    }
}
