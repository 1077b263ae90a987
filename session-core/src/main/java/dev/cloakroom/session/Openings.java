package dev.cloakroom.session;

import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.SessionConflict.Kind;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Texts of a client's that stand for a session: names, shared by a tenant, and keys of opening requests, one person's
 * own. Neither opens anything: whoever follows one still has to get a claim. A session is made first and bound then;
 * who loses the race for the binding ends what was made and follows the winner. Thread-safe.
 */
final class Openings {
    private static final Duration KEY_LIFETIME = Duration.ofHours(24);
    private static final int MOST_ATTEMPTS = 8;

    private final NameStore names;
    private final Gate gate;
    private final Sessions sessions;

    Openings(NameStore names, Gate gate, Sessions sessions) {
        this.names = names;
        this.gate = gate;
        this.sessions = sessions;
    }

    /** Follows a client name, or opens and fills a session and binds the name to it. */
    Opened enter(Principal who, String name, Filling filling) throws IOException {
        String key = Digests.hex("n" + who.tenant().length() + ":" + who.tenant() + name);
        return openOnce(new Wish(who, key, "", sessions.longestLife()), Map.of(), filling);
    }

    /** Follows a key that opened a session before, or opens and fills one and binds the key to it. */
    Opened openOnce(Principal who, IdempotencyKey key, String note, Map<String, String> metadata, Filling filling)
            throws IOException {
        return openOnce(new Wish(who, key.scopedTo(who), note, KEY_LIFETIME), metadata, filling);
    }

    /**
     * To be led to a session by a name.
     *
     * @param name as the store knows it
     * @param note what a binding has to bear
     */
    private record Wish(Principal who, String name, String note, Duration lifetime) {}

    private Opened openOnce(Wish wish, Map<String, String> metadata, Filling filling) throws IOException {
        Binding bound = StoreCalls.reading(() -> names.find(wish.name())).orElse(null);
        Optional<Claim> standing = follow(bound, wish);
        if (standing.isPresent()) {
            return new Opened(standing.get(), false);
        }
        Claim mine = sessions.openFilled(wish.who(), metadata, filling);
        boolean kept = false;
        try {
            Optional<Claim> winner = bind(wish, bound, mine);
            kept = winner.isEmpty();
            return new Opened(winner.orElse(mine), kept);
        } finally {
            if (!kept) {
                sessions.discard(mine.id(), wish.who());
            }
        }
    }

    /** Binds the name to my session, or returns the claim for the session of whoever was first. */
    private Optional<Claim> bind(Wish wish, @Nullable Binding found, Claim mine) {
        Binding wanted = new Binding(mine.id(), wish.note());
        Binding expected = found;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Binding before = expected;
            Binding standing = StoreCalls.changing(() -> names.bind(wish.name(), before, wanted, wish.lifetime()))
                    .orElseThrow(() -> new LimitExceeded(Limit.STORE, 1, 0));
            if (standing.equals(wanted)) {
                return Optional.empty();
            }
            Optional<Claim> winner = follow(standing, wish);
            if (winner.isPresent()) {
                return winner;
            }
            expected = standing;
        }
        throw new StoreUnavailable("a name changed " + MOST_ATTEMPTS + " times while it was bound; not applied");
    }

    /** The session of a binding; empty when there is no binding, or its session is gone. */
    private Optional<Claim> follow(@Nullable Binding bound, Wish wish) {
        if (bound == null) {
            return Optional.empty();
        }
        Optional<Claim> claim = gate.claimIfThere(bound.session(), wish.who(), Access.APPEND);
        if (claim.isPresent() && !bound.note().equals(wish.note())) {
            throw new SessionConflict(Kind.KEY_REUSED, "the idempotency key was used before with other content");
        }
        return claim;
    }
}
