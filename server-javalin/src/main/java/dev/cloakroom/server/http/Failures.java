package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a request ended with into a problem. What nobody foresaw is 500 {@code internal} for the client, who
 * learns nothing, and a stack trace for the operator, without messages, because those may quote content (R12).
 * Thread-safe.
 */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Function<Throwable, Optional<Problem>> vocabulary;

    /** {@code vocabulary} knows the exceptions of the core. */
    public Failures(Function<Throwable, Optional<Problem>> vocabulary) {
        this.vocabulary = vocabulary;
    }

    public Problem problem(Throwable failure, String requestId) {
        if (failure instanceof ProblemException refused) {
            return refused.problem();
        }
        return vocabulary.apply(failure).or(() -> ofEngine(failure)).orElseGet(() -> unforeseen(failure, requestId));
    }

    /** Failures of reading the request: nothing can be read behind them, so the connection ends. */
    private static Optional<Problem> ofEngine(Throwable failure) {
        if (failure instanceof HttpException refused) {
            return Optional.of(lastWords(ProblemCode.forEngineStatus(refused.getCode())));
        }
        if (failure instanceof EofException) {
            return Optional.of(lastWords(ProblemCode.INVALID_REQUEST));
        }
        if (!(failure instanceof IOException) || failure.getCause() == null) {
            return Optional.empty();
        }
        return failure.getCause() instanceof TimeoutException
                ? Optional.of(lastWords(ProblemCode.TIMEOUT))
                : ofEngine(failure.getCause());
    }

    private static Problem lastWords(ProblemCode code) {
        return Problem.of(code).withHeader("Connection", "close");
    }

    private static Problem unforeseen(Throwable failure, String requestId) {
        LOG.error("request {} failed: {}", requestId, trace(failure));
        return Problem.of(ProblemCode.INTERNAL);
    }

    /** What the framework calls for errors of the JVM, such as a stack overflow. */
    static void fatal(HttpServletResponse response, Error failure) {
        Responses.write(response, unforeseen(failure, Responses.requestId(response)));
    }

    /** Class names and stack frames of a failure and its causes, without any message. */
    public static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        int causes = 0;
        for (Throwable cause = failure; cause != null && causes < 8; cause = cause.getCause(), causes++) {
            text.append(causes == 0 ? "" : "\ncaused by ")
                    .append(cause.getClass().getName());
            for (StackTraceElement frame : cause.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }
}
