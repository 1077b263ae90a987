package dev.cloakroom.server.http;

/**
 * A request whose answer is complete, without anything that the client chose. Immutable.
 *
 * @param method if it is a known one, else {@code other}
 * @param route in the server's own words, {@code /api/v1/sessions/{id}}; {@code none} when the request came to no route
 * @param status that was answered
 * @param streamed whether the answer was a stream of events, which lasts as long as its client likes
 * @param replayed whether the answer was given before
 * @param nanos from the first byte of the request to the end of the answer
 * @param requestId the server's name for it
 */
public record Served(
        String method,
        String route,
        int status,
        boolean streamed,
        boolean replayed,
        long nanos,
        String requestId) {

    /** What is in the place of a route where there is none. */
    public static final String NO_ROUTE = "none";
}
