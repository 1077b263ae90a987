package dev.cloakroom.server.access;

import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports who met a limit of what the server bears: each refusal is one event of the security log (R12). A value that
 * is longer than the interface allows is no such limit, it is a mistake of the client's. Thread-safe.
 */
final class LimitWatch {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");
    private static final Set<ProblemCode> LIMITS =
            Set.of(ProblemCode.LIMIT_REACHED, ProblemCode.OVERLOADED, ProblemCode.RATE_LIMITED, ProblemCode.TOO_LARGE);

    private LimitWatch() {}

    /** What may meet a limit. */
    @FunctionalInterface
    interface Deed<T> {
        T done() throws IOException;
    }

    /** What may meet a limit and has no result. */
    @FunctionalInterface
    interface Step {
        void done() throws IOException;
    }

    /** @param who is asking, or null for an administrator */
    static <T> T over(@Nullable Principal who, String operation, Deed<T> deed) throws IOException {
        try {
            return deed.done();
        } catch (LimitExceeded | ProblemException refused) {
            report(who, operation, refused);
            throw refused;
        }
    }

    /** @param who is asking, or null when that is not known yet */
    static void overReading(@Nullable Principal who, String operation, Step step) throws IOException {
        try {
            step.done();
        } catch (ProblemException refused) {
            report(who, operation, refused);
            throw refused;
        }
    }

    private static void report(@Nullable Principal who, String operation, RuntimeException refused) {
        Optional<ProblemCode> code = refused instanceof ProblemException problem
                ? Optional.of(problem.problem().code())
                : Vocabulary.problem(refused).map(problem -> problem.code());
        if (code.isPresent() && LIMITS.contains(code.get())) {
            SECURITY.warn(
                    "Limit reached: user=\"{}\" operation=\"{}\" code={}",
                    who == null ? "" : who,
                    operation,
                    code.get().code());
        }
    }
}
