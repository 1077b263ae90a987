package dev.cloakroom.session;

import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.SessionConflict.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
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

    /** Follows a client name, or opens a session and binds the name to it. */
    Opened enter(Principal who, String name, Supplier<Claim> open) {
        String key = "n" + who.tenant().length() + ":" + who.tenant() + name;
        Binding bound = names.find(key).orElse(null);
        Optional<Claim> standing = follow(bound, who);
        return standing.isPresent()
                ? new Opened(standing.get(), false)
                : bind(key, bound, open.get(), "", sessions.longestLife());
    }

    /** The session that this key opened before. */
    Optional<Claim> opened(Principal who, IdempotencyKey key, String note) {
        Binding bound = names.find(scoped(who, key)).orElse(null);
        Optional<Claim> standing = follow(bound, who);
        if (standing.isPresent()) {
            requireSame(bound, note);
        }
        return standing;
    }

    /** Binds a key to the session it opened, or follows whoever was first. */
    Opened bind(Claim claim, IdempotencyKey key, String note) {
        String name = scoped(claim.principal(), key);
        Opened bound = bind(name, names.find(name).orElse(null), claim, note, KEY_LIFETIME);
        if (!bound.fresh()) {
            requireSame(names.find(name).orElse(null), note);
        }
        return bound;
    }

    private Opened bind(String name, @Nullable Binding before, Claim mine, String note, Duration lifetime) {
        Binding wanted = new Binding(mine.id(), note);
        Binding expected = before;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Result<Binding> result = names.bind(name, expected, wanted, lifetime);
            if (!(result instanceof Result.Done<Binding> done)) {
                sessions.discard(mine);
                throw refused(result);
            }
            if (done.value().equals(wanted)) {
                return new Opened(mine, true);
            }
            expected = done.value();
            Optional<Claim> standing = followOrDiscard(expected, mine);
            if (standing.isPresent()) {
                sessions.discard(mine);
                return new Opened(standing.get(), false);
            }
        }
        sessions.discard(mine);
        throw new StoreUnavailable("a name changed " + MOST_ATTEMPTS + " times while it was bound; not applied");
    }

    private Optional<Claim> followOrDiscard(Binding bound, Claim mine) {
        try {
            return follow(bound, mine.principal());
        } catch (SessionAccessDenied denied) {
            sessions.discard(mine);
            throw denied;
        }
    }

    private Optional<Claim> follow(@Nullable Binding bound, Principal who) {
        return bound == null ? Optional.empty() : gate.claimIfThere(bound.session(), who, Access.APPEND);
    }

    private RuntimeException refused(Result<Binding> result) {
        return result instanceof Result.Refused<Binding> refused
                ? Refusals.thrown(refused, sessions.limits())
                : new StoreContractBroken("a name has no claim that could be stale or gone");
    }

    private static void requireSame(@Nullable Binding bound, String note) {
        if (bound != null && !bound.note().equals(note)) {
            throw new SessionConflict(Kind.KEY_REUSED, "the idempotency key was used before with other content");
        }
    }

    private static String scoped(Principal who, IdempotencyKey key) {
        return "k" + key.scopedTo(who);
    }
}
