package dev.cloakroom.server.http;

import java.util.Optional;

/** Is told of each request when its answer is complete. Called from many threads at once; returns at once. */
@FunctionalInterface
public interface RequestWatch {

    /** Nobody watches. */
    RequestWatch NOBODY = seen -> {};

    void answered(Seen seen);

    /**
     * What there is to know of a request that nobody has to keep secret. Immutable.
     *
     * @param method if it is a known one, else empty
     * @param route the path as the route has it; empty when the request came to none
     * @param status of the answer
     * @param problem what the answer refuses with
     * @param replayed whether the answer was given before, to the same key
     * @param nanos from the first byte of the request to the last of its answer, or of a live stream to its beginning
     * @param requestId the server's name for the request
     */
    record Seen(
            String method,
            String route,
            int status,
            Optional<ProblemCode> problem,
            boolean replayed,
            long nanos,
            String requestId) {

        @Override
        public String toString() {
            return "Seen(" + status + ")";
        }
    }
}
