package dev.cloakroom.server.http;

import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.util.Attributes;

/**
 * The server's name for one request: 20 characters, made here and never taken from the client. It finds a log line; it
 * opens nothing, so it need not be unguessable. Thread-safe.
 */
final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    private RequestId() {}

    /** The id of this request, made on the first call. */
    static String of(Attributes request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String fresh = fresh();
        request.setAttribute(ATTRIBUTE, fresh);
        return fresh;
    }

    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] id = new char[20];
        for (int half = 0; half < 20; half += 10) {
            long bits = random.nextLong();
            for (int i = 0; i < 10; i++, bits >>>= 5) {
                id[half + i] = ALPHABET[(int) bits & 31];
            }
        }
        return new String(id);
    }
}
