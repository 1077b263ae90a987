package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.StoreUnavailable;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What core's exceptions, and this package's own, are on the wire. Thread-safe. */
public final class Vocabulary {

    private static final Logger LOG = LoggerFactory.getLogger(Vocabulary.class);
    private static final String RETRY_AFTER = "Retry-After";

    private Vocabulary() {}

    /**
     * The problem for an exception of core's; empty for any other, and for a broken store, which is nobody's request.
     */
    public static Optional<Problem> problem(Throwable failure) {
        if (failure instanceof SessionAccessDenied) {
            return Optional.of(Problem.of(ProblemCode.NOT_OWNER));
        } else if (failure instanceof InvalidInput invalid) {
            return Optional.of(Problem.invalid(sentence(invalid)));
        } else if (failure instanceof LimitExceeded exceeded) {
            return Optional.of(exceeded(exceeded));
        } else if (failure instanceof SessionConflict conflict) {
            return Optional.of(conflict(conflict));
        } else if (failure instanceof Slowed slowed) {
            return Optional.of(slowed.problem());
        } else if (failure instanceof StoreUnavailable) {
            LOG.warn("the store refused an operation, which was not applied: {}", failure.getMessage());
            return Optional.of(Problem.of(ProblemCode.STORE_UNAVAILABLE).withHeader(RETRY_AFTER, "1"));
        } else if (failure instanceof OutcomeUnknown) {
            LOG.warn("the store did not confirm an operation: {}", Failures.trace(failure));
            return Optional.of(Problem.of(ProblemCode.OUTCOME_UNKNOWN).withHeader(RETRY_AFTER, "1"));
        }
        return Optional.empty();
    }

    private static Problem conflict(SessionConflict conflict) {
        return conflict.kind() == SessionConflict.Kind.KEY_IN_FLIGHT
                ? KeysInFlight.problem()
                : Problem.of(code(conflict.kind()), sentence(conflict));
    }

    private static Problem exceeded(LimitExceeded exceeded) {
        ProblemCode code = code(exceeded.limit());
        return code == ProblemCode.OVERLOADED
                ? Problem.of(code, "The store has no room left").withHeader(RETRY_AFTER, "10")
                : Problem.of(code, sentence(exceeded));
    }

    private static ProblemCode code(Limit limit) {
        return switch (limit) {
            case CONTENT_BYTES, FILE_BYTES -> ProblemCode.TOO_LARGE;
            case MESSAGES, HISTORY_BYTES, GRANTS, FILES, SESSION_FILE_BYTES, SESSIONS -> ProblemCode.LIMIT_REACHED;
            case STORE -> ProblemCode.OVERLOADED;
            case BATCH_MESSAGES,
                    METADATA_PAIRS,
                    METADATA_KEY_CHARS,
                    METADATA_VALUE_CHARS,
                    KEY_CHARS,
                    NAME_CHARS,
                    USER_CHARS,
                    FILE_NAME_CHARS,
                    PAGE_ENTRIES,
                    PAGE_BYTES,
                    TURN_WAITERS -> ProblemCode.INVALID_REQUEST;
        };
    }

    private static ProblemCode code(SessionConflict.Kind kind) {
        return switch (kind) {
            case EXPECTED_SEQ -> ProblemCode.CONFLICT;
            case TURN_IN_PROGRESS, TURN_LOST -> ProblemCode.TURN_IN_PROGRESS;
            case KEY_IN_FLIGHT -> ProblemCode.KEY_IN_FLIGHT;
            case KEY_REUSED -> ProblemCode.KEY_REUSED;
        };
    }

    /** Core's message with a capital, as the problem documents have it. */
    private static String sentence(RuntimeException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return Character.toUpperCase(message.charAt(0)) + message.substring(1);
    }
}
