package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import java.util.concurrent.TimeUnit;

/** What is answered over a limit; the fields are those of draft-ietf-httpapi-ratelimit-headers. */
final class TooMany {

    private TooMany() {}

    /**
     * The problem.
     *
     * @param policy the limit's name in the fields
     * @param what is counted, in words
     * @param nanos until there is a token
     */
    static Problem of(String policy, String what, long perMinute, long nanos) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
        return Problem.of(ProblemCode.RATE_LIMITED, "More than " + perMinute + " " + what + " in a minute")
                .withHeader("Retry-After", Long.toString(seconds))
                .withHeader(
                        "RateLimit-Policy", "\"" + policy + "\";q=" + perMinute + ";w=" + Buckets.WINDOW.toSeconds())
                .withHeader("RateLimit", "\"" + policy + "\";r=0;t=" + seconds);
    }
}
