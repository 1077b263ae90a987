package dev.cloakroom.session;

import dev.cloakroom.session.SessionConflict.Kind;

/** The one place where a store's refusal becomes an exception. */
final class Refusals {
    private Refusals() {}

    static RuntimeException thrown(Result.Refused<?> refused, Limits limits) {
        Limit limit = refused.why().limit();
        if (limit != null) {
            return new LimitExceeded(limit, refused.found(), limits.of(limit));
        }
        return switch (refused.why()) {
            case KEY_REUSED ->
                new SessionConflict(Kind.KEY_REUSED, "the idempotency key was used before with other content");
            case FENCED -> new SessionConflict(Kind.TURN_LOST, "the turn is over: superseded, expired or ended");
            case LAST_SEQ ->
                new SessionConflict(
                        Kind.EXPECTED_SEQ, "the history ends at " + refused.found() + ", not where it was expected to");
            default -> new StoreContractBroken("the store refused with " + refused.why() + ", which has no place here");
        };
    }
}
