package dev.cloakroom.session;

import java.util.function.Predicate;

/**
 * Decides who may do what with a session. Pure: the same arguments give the same answer, unless it answers
 * {@link Decision#ALLOW_ONCE}. A policy that throws denies (R13). Principals of another tenant are denied before a
 * policy is asked, and about a session that is not there nobody asks it: a policy that takes long, say because it asks
 * a directory, or that throws, which is logged, lets the clock tell who is refused that a session exists (R4). Called
 * from many threads at once.
 */
@FunctionalInterface
public interface OwnershipPolicy {
    /**
     * Decides one question.
     *
     * @param facts what the session's stamp covers
     * @param who the principal that asks, of the owner's tenant
     * @param wanted what it wants to do
     */
    Decision decide(Facts facts, Principal who, Access wanted);

    /** Only the owner has access; grants are kept but open nothing. */
    static OwnershipPolicy ownerOnly() {
        return (facts, who, wanted) -> facts.owner().equals(who) ? Decision.ALLOW : Decision.DENY;
    }

    /** The owner has all access, others what the owner granted them, which is never {@link Access#MANAGE}. */
    static OwnershipPolicy ownerAndGrants() {
        return (facts, who, wanted) -> {
            if (facts.owner().equals(who)) {
                return Decision.ALLOW;
            }
            Access granted = facts.grant();
            boolean enough = granted != null && wanted != Access.MANAGE && granted.includes(wanted);
            return enough ? Decision.ALLOW : Decision.DENY;
        };
    }

    /**
     * This policy, and besides all access for the admins of the session's own tenant. Who is an admin is not covered by
     * the stamp, so an admin is let in once and asked about again at the next claim: someone who stops being an admin
     * keeps a claim in hand until the session's stamp changes.
     */
    default OwnershipPolicy orAdmins(Predicate<Principal> admins) {
        return (facts, who, wanted) -> {
            Decision decision = decide(facts, who, wanted);
            return decision == Decision.DENY && admins.test(who) ? Decision.ALLOW_ONCE : decision;
        };
    }
}
