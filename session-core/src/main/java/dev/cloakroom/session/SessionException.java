package dev.cloakroom.session;

/**
 * What can go wrong when a session is used. Messages are for operators: what happened, which limit, what to do; they
 * never hold content or a session id in clear.
 */
public abstract sealed class SessionException extends RuntimeException
        permits InvalidInput,
                LimitExceeded,
                SessionAccessDenied,
                SessionConflict,
                StoreUnavailable,
                OutcomeUnknown,
                StoreContractBroken {
    private static final long serialVersionUID = 1L;

    SessionException(String message) {
        super(message);
    }

    SessionException(String message, Throwable cause) {
        super(message, cause);
    }
}
