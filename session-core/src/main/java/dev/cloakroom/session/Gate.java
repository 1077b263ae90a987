package dev.cloakroom.session;

import dev.cloakroom.session.SessionListener.Denial;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way from core to a session's data: asks the policy for claims, and takes one store operation through the
 * guard.
 *
 * <p>An operation whose claim turned out stale is decided anew on fresh facts and repeated, that one operation and
 * nothing of the caller's code, a bounded number of times and after a moment's pause from the second on, so that an
 * append gets through while others give and take access. A refusal is therefore always decided on fresh data: no facts,
 * facts of another tenant, or facts the policy denies. Thread-safe.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int MOST_REPEATS = 16;

    /** In whose name facts are asked for when it does not matter what was granted, and who owns what is not there. */
    private static final Principal NOBODY = Principal.of("nobody");

    private static final Stamp NO_STAMP = new Stamp(0, 0);

    /** Asked in place of the host's about what is not there or another tenant's: its answer counts for nothing. */
    private static final OwnershipPolicy NOBODYS_POLICY = OwnershipPolicy.ownerAndGrants();

    private final SessionStore store;
    private final OwnershipPolicy policy;
    private final Decisions decisions;
    private final Audit audit;

    Gate(SessionStore store, OwnershipPolicy policy, Decisions decisions, Audit audit) {
        this.store = store;
        this.policy = policy;
        this.decisions = decisions;
        this.audit = audit;
    }

    /** The same gate, reporting no refusals. */
    Gate silenced() {
        return new Gate(store, policy, decisions, Audit.silent());
    }

    /** A claim, remembered or decided now. */
    Claim claim(SessionId id, Principal who, Access wanted) {
        Claim known = decisions.find(id, who, wanted);
        return known != null ? known : decide(id, who, wanted, claiming(wanted));
    }

    /** As {@link #claim}, for an id that may be none. */
    Claim claim(String id, Principal who, Access wanted) {
        Optional<SessionId> parsed = SessionId.parse(id);
        if (parsed.isEmpty()) {
            throw audit.denied(id, who, claiming(wanted), Denial.Reason.MALFORMED);
        }
        return claim(parsed.get(), who, wanted);
    }

    /** A claim decided now, or empty when there is no such session. */
    Optional<Claim> claimIfThere(SessionId id, Principal who, Access wanted) {
        Optional<Facts> found = facts(id, who);
        return found.isEmpty() ? Optional.empty() : Optional.of(decide(id, who, wanted, claiming(wanted), found));
    }

    /** A claim from a record that was just read or made. */
    Claim claim(Head head, Principal who, Access wanted) {
        return decide(head.id(), who, wanted, claiming(wanted), Optional.of(head.factsFor(who)));
    }

    /** What an administrator's claim is made from, without asking the policy; empty when there is no such session. */
    Optional<Facts> factsForAdministrator(SessionId id) {
        return facts(id, NOBODY);
    }

    /** The newest claim known for the same permission. */
    Claim latest(Claim claim) {
        if (claim.isAdministrators()) {
            return claim;
        }
        Claim known = decisions.find(claim.id(), claim.principal(), claim.access());
        return known == null ? claim : known.fencedBy(claim.fence());
    }

    /**
     * Takes one operation through the guard.
     *
     * @throws SessionException when it was not done
     */
    <T> T through(Claim claim, Operation operation, Step<T> step) {
        Claim current = claim;
        if (!claim.access().includes(operation.needed())) {
            throw audit.denied(claim.id().text(), claim.principal(), operation.label(), Denial.Reason.INSUFFICIENT);
        }
        for (int repeats = 0; repeats <= MOST_REPEATS; repeats++) {
            Claim trying = current;
            Result<T> result = StoreCalls.changing(() -> step.with(trying));
            if (result instanceof Result.Done<T> done) {
                return done.value();
            } else if (result instanceof Result.Refused<T> refused) {
                throw Refusals.thrown(refused, store.limits());
            } else if (result instanceof Result.Gone<T>) {
                throw gone(current, operation);
            }
            if (repeats < MOST_REPEATS) {
                Pause.after(repeats);
                current = again(claim, operation);
            }
        }
        throw new StoreUnavailable("access to the session changed " + (MOST_REPEATS + 1) + " times while "
                + operation.label() + " was tried; not applied, try again");
    }

    /** What an administrator does not find is nobody's attempt. */
    private SessionAccessDenied gone(Claim claim, Operation operation) {
        if (claim.isAdministrators()) {
            return new SessionAccessDenied();
        }
        decisions.forget(claim);
        return audit.denied(claim.id().text(), claim.principal(), operation.label(), Denial.Reason.UNKNOWN);
    }

    private Claim again(Claim claim, Operation operation) {
        return claim.isAdministrators()
                ? facts(claim.id(), NOBODY).flatMap(claim::renewedFor).orElseThrow(SessionAccessDenied::new)
                : decide(claim.id(), claim.principal(), claim.access(), operation.label())
                        .fencedBy(claim.fence());
    }

    private Claim decide(SessionId id, Principal who, Access wanted, String operation) {
        return decide(id, who, wanted, operation, facts(id, who));
    }

    private Optional<Facts> facts(SessionId id, Principal who) {
        return Replies.facts(StoreCalls.reading(() -> store.facts(id, who)), id);
    }

    /** A session that is not there, or is another tenant's, is decided about as well, on made-up facts (R4). */
    private Claim decide(SessionId id, Principal who, Access wanted, String operation, Optional<Facts> found) {
        Optional<Facts> ofTenant = found.filter(facts -> who.sameTenant(facts.owner()));
        Facts facts = ofTenant.orElseGet(() -> new Facts(id, NO_STAMP, NOBODY, null, Instant.EPOCH));
        Decision decision = decided(ofTenant.isPresent() ? policy : NOBODYS_POLICY, facts, who, wanted);
        boolean allowed = decision == Decision.ALLOW || decision == Decision.ALLOW_ONCE;
        Claim claim = new Claim(id, who, wanted, facts.stamp(), Claim.UNFENCED);
        if (ofTenant.isEmpty() || !allowed) {
            decisions.forget(claim);
            throw audit.denied(id.text(), who, operation, reason(found, ofTenant, decision));
        }
        if (decision == Decision.ALLOW) {
            decisions.remember(claim);
        }
        return claim;
    }

    /** What the policy says, or null when it fails or says nothing. */
    private static @Nullable Decision decided(OwnershipPolicy policy, Facts facts, Principal who, Access wanted) {
        try {
            return policy.decide(facts, who, wanted);
        } catch (RuntimeException e) {
            LOG.error("the ownership policy failed, which denies", e);
            return null;
        }
    }

    private static Denial.Reason reason(Optional<Facts> found, Optional<Facts> ofTenant, @Nullable Decision decision) {
        if (ofTenant.isEmpty()) {
            return found.isEmpty() ? Denial.Reason.UNKNOWN : Denial.Reason.OTHER_TENANT;
        } else if (decision == null) {
            return Denial.Reason.POLICY_FAILED;
        }
        return ofTenant.get().grant() == null ? Denial.Reason.FOREIGN : Denial.Reason.INSUFFICIENT;
    }

    private static String claiming(Access wanted) {
        return switch (wanted) {
            case READ -> "claim read";
            case APPEND -> "claim append";
            case MANAGE -> "claim manage";
        };
    }

    /**
     * One store operation.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    interface Step<T> {
        Result<T> with(Claim claim);
    }
}
