package dev.cloakroom.session;

import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionListener.LifeCycle;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionStore.Owned;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sessions under fresh ids and ends them (R1, R8). Thread-safe. */
final class Sessions {
    private static final int MOST_IDS = 4;
    private static final int END_PAGE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final SessionStore store;
    private final Gate gate;
    private final Gate quiet;
    private final Audit audit;
    private final SecureRandom random;

    Sessions(SessionStore store, Gate gate, Audit audit, SecureRandom random) {
        this.store = store;
        this.gate = gate;
        this.quiet = gate.silenced();
        this.audit = audit;
        this.random = random;
    }

    Limits limits() {
        return store.limits();
    }

    Duration longestLife() {
        return limits().absoluteTimeout();
    }

    Head open(Principal owner, Map<String, String> metadata) {
        limits().requireMetadata(metadata);
        Control control = Control.opening(owner, metadata, random);
        for (int attempt = 0; attempt < MOST_IDS; attempt++) {
            SessionId id = SessionId.fresh(random);
            Result<Head> made = StoreCalls.changing(() -> store.create(id, control));
            if (made instanceof Result.Done<Head> done) {
                Head head = Replies.created(done.value(), id, control);
                audit.opened(id, owner);
                return head;
            } else if (!(made instanceof Result.Refused<Head> refused)) {
                throw new StoreContractBroken("a session that is being made can be neither gone nor stale");
            } else if (refused.why() != Refusal.ID_TAKEN) {
                throw Refusals.thrown(refused, limits());
            }
        }
        throw new StoreContractBroken("the store says that " + MOST_IDS + " fresh random ids in a row are in use");
    }

    void end(Claim claim) {
        endThrough(gate, claim);
    }

    /** As {@link #end}, but a session that someone else ended in the meantime is nobody's attempt. */
    boolean endIfThere(Claim claim) {
        try {
            endThrough(quiet, claim);
            return true;
        } catch (SessionAccessDenied gone) {
            return false;
        }
    }

    /**
     * Ends every session that someone owns.
     *
     * @param claiming permission to end one of them
     * @return how many were ended
     */
    int endAll(Principal owner, Function<Head, Claim> claiming) {
        int ended = 0;
        Set<SessionId> tried = new HashSet<>();
        boolean goesOn = true;
        while (goesOn) { // a page of which every session was tried before is a listing that lags: there is no more
            goesOn = false;
            for (Head head : owned(owner, null, END_PAGE).map(Owned::heads).orElse(List.of())) {
                if (tried.add(head.id())) {
                    goesOn = true;
                    ended += endIfThere(claiming.apply(head)) ? 1 : 0;
                }
            }
        }
        return ended;
    }

    Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        return Replies.owned(StoreCalls.reading(() -> store.owned(owner, after, limit)), owner);
    }

    private void endThrough(Gate some, Claim claim) {
        Head unused = some.through(claim, Operation.END, current -> Replies.head(store.end(current), current));
        audit.changed(LifeCycle.Kind.ENDED, claim, null);
    }

    /** Opens a session and fills it; when that fails, there is none. */
    Claim openFilled(Principal owner, Map<String, String> metadata, Filling filling) throws IOException {
        Head head = open(owner, metadata);
        boolean filled = false;
        try {
            Claim claim = gate.claim(head, owner, Access.APPEND);
            filling.fill(claim);
            filled = true;
            return claim;
        } finally {
            if (!filled) {
                discard(head.id(), owner);
            }
        }
    }

    /** Ends a session that its maker has not shown to anyone, as well as that can be done now; expiry does the rest. */
    void discard(SessionId id, Principal owner) {
        try {
            boolean unused = endIfThere(quiet.claim(id, owner, Access.MANAGE));
        } catch (SessionException e) {
            LOG.warn("a session that nobody knows of could not be ended and will expire: {}", e.getMessage());
        }
    }
}
