package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Principal;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests with an Idempotency-Key that this instance is working on: the same one again is told to come back rather
 * than to do the work twice. Only a courtesy; that nothing happens twice is decided in the store, which also knows of
 * turns with a key that run on other instances. Thread-safe.
 */
public final class KeysInFlight {

    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /**
     * Works on a request unless it is being worked on.
     *
     * @param scope what besides author and operation tells keys apart, such as the session
     */
    public <T> T alone(Principal who, Optional<IdempotencyKey> key, String scope, Work<T> work) throws IOException {
        if (key.isEmpty()) {
            return work.done();
        }
        String name = scope.length() + ":" + scope + key.get().scopedTo(who);
        if (!running.add(name)) {
            throw problem().toException();
        }
        try {
            return work.done();
        } finally {
            var unused = running.remove(name);
        }
    }

    /** What the request that comes again is told. */
    static Problem problem() {
        return Problem.of(ProblemCode.KEY_IN_FLIGHT).withHeader("Retry-After", "1");
    }

    /** The work on a request. */
    @FunctionalInterface
    public interface Work<T> {
        T done() throws IOException;
    }
}
