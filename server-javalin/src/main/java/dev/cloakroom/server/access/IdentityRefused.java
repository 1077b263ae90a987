package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.session.Principal;
import org.jspecify.annotations.Nullable;

/** A request that is not believed. What the client is told is the problem; the reason is for operators only. */
final class IdentityRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a request is not believed. */
    enum Reason {
        /** It does not say who is asking. */
        NO_CREDENTIALS,
        /** It shows no key of the service. */
        SERVICE_KEY,
        /** It shows no key of an administrator. */
        ADMIN_KEY,
        /** The token is no signed token, or of a kind that is not believed. */
        TOKEN_MALFORMED,
        /** No key that is trusted has signed the token. */
        TOKEN_SIGNATURE,
        /** The token's time is over. */
        TOKEN_EXPIRED,
        /** The token is for others, from others, not yet valid, or names nobody. */
        TOKEN_CLAIMS,
        /** The token cannot be checked: its signer's keys cannot be had. */
        KEYS_UNAVAILABLE,
        /** It asks in the name of someone else. */
        OTHER_USER
    }

    private final Reason reason;
    private final transient Problem problem;
    private final transient @Nullable Principal who;

    private IdentityRefused(Reason reason, Problem problem, @Nullable Principal who, @Nullable Exception cause) {
        super(reason.name(), cause, false, false);
        this.reason = reason;
        this.problem = problem;
        this.who = who;
    }

    static IdentityRefused missing() {
        return unauthenticated(Reason.NO_CREDENTIALS, "Bearer", null);
    }

    static IdentityRefused wrongServiceKey() {
        return unauthenticated(Reason.SERVICE_KEY, "Bearer", null);
    }

    static IdentityRefused wrongAdminKey() {
        return unauthenticated(Reason.ADMIN_KEY, "Bearer", null);
    }

    /** The cause is kept and never logged: it may quote the token. */
    static IdentityRefused wrongToken(Reason reason, Exception cause) {
        return unauthenticated(reason, "Bearer error=\"invalid_token\"", cause);
    }

    static IdentityRefused keysUnavailable(Exception cause) {
        return new IdentityRefused(
                Reason.KEYS_UNAVAILABLE,
                Problem.of(ProblemCode.OVERLOADED, "The keys that tokens are checked with cannot be had now")
                        .withHeader("Retry-After", "5"),
                null,
                cause);
    }

    /** Someone who is known asks in another's name. */
    static IdentityRefused otherUser(Principal who) {
        return new IdentityRefused(Reason.OTHER_USER, Problem.of(ProblemCode.NOT_OWNER), who, null);
    }

    private static IdentityRefused unauthenticated(Reason reason, String challenge, @Nullable Exception cause) {
        Problem problem = Problem.of(ProblemCode.UNAUTHENTICATED).withHeader("WWW-Authenticate", challenge);
        return new IdentityRefused(reason, problem, null, cause);
    }

    Reason reason() {
        return reason;
    }

    Problem problem() {
        return problem;
    }

    /** Who is known to have asked, or null. */
    @Nullable Principal who() {
        return who;
    }
}
