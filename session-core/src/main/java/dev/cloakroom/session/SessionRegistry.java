package dev.cloakroom.session;

import dev.cloakroom.session.Turn.OnBusy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The front door: issues sessions, decides who may use them, and hands out {@link Claim}s, without which nothing
 * reaches a session's data.
 *
 * <pre>{@code
 * SessionRegistry registry = SessionRegistry.over(store);
 * Session session = registry.open(alice);                               // a fresh id, never the caller's
 * Claim claim = registry.claim(session.id(), alice, Access.APPEND);     // or SessionAccessDenied
 * registry.history().append(claim, Draft.user("Hello"));                // atomic: still allowed? then append
 * Page page = registry.history().read(claim, Slice.latest(20));
 * }</pre>
 *
 * <p>Every method that takes a claim throws {@link SessionAccessDenied} when the session is gone, someone else's, or
 * the claim's access is too small, {@link StoreUnavailable} when nothing was applied and {@link OutcomeUnknown} when
 * that cannot be told. Thread-safe; one registry serves a whole application.
 */
public sealed interface SessionRegistry extends AutoCloseable permits StoreBackedRegistry {
    /** A registry with {@link OwnershipPolicy#ownerAndGrants()} that logs to {@code cloakroom.security}. */
    static SessionRegistry over(SessionStore store) {
        return builder(store).build();
    }

    /** A registry with other parts. */
    static Builder builder(SessionStore store) {
        return new Builder(store);
    }

    /**
     * Opens a session under a fresh id (R1).
     *
     * @see #open(Principal, Map)
     */
    default Session open(Principal owner) {
        return open(owner, Map.of());
    }

    /**
     * Opens a session under a fresh id (R1).
     *
     * @throws LimitExceeded when the owner has {@link Limit#SESSIONS}, or the metadata or the store is over a limit
     */
    Session open(Principal owner, Map<String, String> metadata);

    /**
     * Decides whether {@code who} may try, or remembers that it was decided. Touches nothing.
     *
     * @throws SessionAccessDenied without access; the same for foreign, unknown and expired sessions (R4)
     */
    Claim claim(SessionId id, Principal who, Access wanted);

    /** As {@link #claim(SessionId, Principal, Access)} for text that may be no id, which is refused the same way. */
    Claim claim(String id, Principal who, Access wanted);

    /**
     * Follows a name that the client chose, within its tenant: an unused one opens a fresh session and is bound to it,
     * atomically; a bound one stands for its session. One whose session is gone counts as unused. The name is bound
     * when the filling is done; of several that fill at once, the first to finish wins and the others' sessions are
     * ended.
     *
     * @param name 1 to {@link Limit#NAME_CHARS} code points without control characters
     * @throws SessionAccessDenied when the name stands for someone else's session
     * @throws InvalidInput when the store keeps no names
     * @throws IOException as {@code filling} throws it
     */
    Opened enter(Principal who, String name, Filling filling) throws IOException;

    /** Follows a name, or opens an empty session for it. */
    default Opened enter(Principal who, String name) {
        try {
            return enter(who, name, Filling.NOTHING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens a session and fills it, as one: when filling throws, there is no session.
     *
     * @return a claim of {@link Access#APPEND}
     * @throws IOException as {@code filling} throws it
     */
    Claim open(Principal owner, Map<String, String> metadata, Filling filling) throws IOException;

    /**
     * Opens and fills a session exactly once for this person's key, for 24 hours (R6) or until that session is gone,
     * whichever comes first. The key is bound when the filling is done; of several that fill at once, the first to
     * finish wins and the others' sessions are ended.
     *
     * @param note a digest of the request's content, at most 64 characters
     * @return the session, fresh or the one that the key led to before
     * @throws SessionConflict when the key was used with another note
     * @throws InvalidInput when the store keeps no names
     * @throws IOException as {@code filling} throws it
     */
    Opened openOnce(Principal who, IdempotencyKey key, String note, Map<String, String> metadata, Filling filling)
            throws IOException;

    /** The session as the claim's principal sees it. */
    Session describe(Claim claim);

    /**
     * Merges into the metadata, atomically with other patches (RFC 7396).
     *
     * @param pairs what to set; a null value removes the key
     * @throws LimitExceeded when the result is over a limit
     */
    Session patch(Claim claim, Map<String, @Nullable String> pairs);

    /**
     * Lets someone of the owner's tenant use the session, or changes how.
     *
     * @param claim of {@link Access#MANAGE}
     * @param access {@link Access#READ} or {@link Access#APPEND}
     * @throws LimitExceeded when the session has {@link Limit#GRANTS}
     */
    void grant(Claim claim, Principal whom, Access access);

    /**
     * Takes someone's access. When this returns, no operation of theirs that starts later succeeds, on any instance,
     * and a turn of theirs is over (R8).
     *
     * @param claim of {@link Access#MANAGE}
     * @return whether they had access by a grant
     */
    boolean revoke(Claim claim, Principal whom);

    /**
     * What was granted, by subject of the owner's tenant.
     *
     * @param claim of {@link Access#MANAGE}
     */
    Map<String, Access> grants(Claim claim);

    /**
     * Gives the session to someone else of the same tenant. Grants are cleared and the old owner keeps nothing.
     *
     * @param claim of {@link Access#MANAGE}
     * @throws LimitExceeded when the new owner has {@link Limit#SESSIONS}
     */
    void transfer(Claim claim, Principal to);

    /**
     * Ends the session: its history and files are gone when this returns (R8).
     *
     * @param claim of {@link Access#MANAGE}
     */
    void close(Claim claim);

    /**
     * Ends every session the owner has.
     *
     * @return how many were ended
     */
    int closeAll(Principal owner);

    /**
     * The sessions that someone owns, latest activity first.
     *
     * @param after the session that the page follows, or null to begin
     * @param limit 1 to {@link Limit#PAGE_ENTRIES}
     * @return the page, or empty when {@code after} is not a live session of this owner
     */
    Optional<Session.Page> list(Principal owner, @Nullable SessionId after, int limit);

    /**
     * Begins a turn (R15). Access is proved before anyone waits.
     *
     * @param claim of {@link Access#APPEND}
     * @param patience how long to wait with {@link OnBusy#WAIT}
     * @throws SessionConflict when another turn is running and could not be waited for
     */
    Turn beginTurn(Claim claim, OnBusy onBusy, Duration patience);

    /**
     * Begins a turn that answers a request with an idempotency key (R15). While such a turn runs, on any instance,
     * another one of the same person with the same key is refused at once, whatever {@code onBusy} says.
     *
     * @throws SessionConflict also when the key is being worked on, {@link SessionConflict.Kind#KEY_IN_FLIGHT}
     * @see #beginTurn(Claim, OnBusy, Duration)
     */
    Turn beginTurn(Claim claim, OnBusy onBusy, Duration patience, IdempotencyKey key);

    /**
     * Asks the running turn, wherever it runs, to end early and to keep what there is of its reply. The turn stays the
     * current one until its holder ends it.
     *
     * @param claim of {@link Access#APPEND}
     * @return whether a turn was running
     */
    boolean stopTurn(Claim claim);

    /** What administrators may do. */
    Administration administration();

    /** The histories. */
    History history();

    /** The files. */
    Artifacts artifacts();

    /** Stops renewing turns and closes the store. */
    @Override
    void close();

    /**
     * What a session is filled with while it is opened. If it throws, the session never was: it is ended before anyone
     * learns its id.
     */
    @FunctionalInterface
    interface Filling {
        /** Leaves the session as it is. */
        Filling NOTHING = claim -> {};

        /**
         * Fills the fresh session.
         *
         * @param claim of {@link Access#APPEND}
         */
        void fill(Claim claim) throws IOException;
    }

    /**
     * A session that a name or a key led to. Immutable and thread-safe.
     *
     * @param claim permission to try to append to it
     * @param fresh whether it was opened now
     */
    record Opened(Claim claim, boolean fresh) {
        public Opened {
            Objects.requireNonNull(claim, "claim");
        }
    }

    /** Puts a {@link SessionRegistry} together. Not thread-safe. */
    final class Builder {
        private static final int AUDIT_KEY_BYTES = 32;

        private final SessionStore store;
        private OwnershipPolicy policy = OwnershipPolicy.ownerAndGrants();
        private SessionListener listener = SessionListener.logging();
        private SecureRandom random = new SecureRandom();
        private byte @Nullable [] auditKey;

        Builder(SessionStore store) {
            this.store = store;
        }

        /** Who may do what. Default: {@link OwnershipPolicy#ownerAndGrants()}. */
        public Builder policy(OwnershipPolicy ownership) {
            this.policy = ownership;
            return this;
        }

        /** Who is told of refusals and changes. Default: {@link SessionListener#logging()}. */
        public Builder listener(SessionListener told) {
            this.listener = told;
            return this;
        }

        /**
         * The key under which ids are hashed for listeners, 16 bytes or more, copied. Default: random, so that hashes
         * compare within one process only.
         */
        public Builder auditKey(byte[] key) {
            if (key.length < 16) {
                throw new InvalidInput("an audit key has to have at least 16 bytes, this one has " + key.length);
            }
            this.auditKey = key.clone();
            return this;
        }

        /** Where ids, stamps and fencing tokens come from. Default: the platform's. */
        public Builder random(SecureRandom source) {
            this.random = source;
            return this;
        }

        /** The registry. It owns the store from now on. */
        public SessionRegistry build() {
            byte[] key = auditKey;
            if (key == null) {
                key = new byte[AUDIT_KEY_BYTES];
                random.nextBytes(key);
            }
            return new StoreBackedRegistry(store, policy, Audit.reportingTo(listener, key), random);
        }
    }
}
