package dev.cloakroom.server.http;

import java.util.Locale;

/**
 * Every refusal the server can answer: the {@code code} clients switch on, its status, its title and the detail used
 * when nothing more precise is known. Immutable.
 */
public enum ProblemCode {
    INVALID_REQUEST(400, "Bad request", "The request is not valid"),
    AMBIGUOUS_USER(400, "Ambiguous user", "The request names more than one user"),
    INVALID_CURSOR(400, "Invalid cursor", "The cursor is not known here"),
    UNAUTHENTICATED(401, "Unauthenticated", "The request does not say who is asking"),
    NOT_OWNER(403, "Forbidden", "Session does not belong to user"),
    FORBIDDEN_ORIGIN(403, "Forbidden origin", "Only loopback host names and origins are answered"),
    NOT_FOUND(404, "Not found", "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "Method not allowed", "This path has other methods"),
    NOT_ACCEPTABLE(406, "Not acceptable", "The Accept header allows none of the formats of this route"),
    TIMEOUT(408, "Request timeout", "The request did not arrive in time"),
    CONFLICT(409, "Conflict", "The session has moved on"),
    TURN_IN_PROGRESS(409, "Turn in progress", "The session is answering another message"),
    KEY_IN_FLIGHT(409, "Key in flight", "A request with this Idempotency-Key is still running"),
    LIMIT_REACHED(409, "Limit reached", "A limit is reached"),
    TOO_LARGE(413, "Content too large", "The request body is too large"),
    URI_TOO_LONG(414, "URI too long", "The request target is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", "The body does not have the media type of this route"),
    EXPECTATION_FAILED(417, "Expectation failed", "Only Expect: 100-continue is known"),
    KEY_REUSED(422, "Key reused", "This Idempotency-Key was used with other content"),
    UPGRADE_REQUIRED(426, "Upgrade required", "Only HTTP/1.1 is spoken here"),
    RATE_LIMITED(429, "Too many requests", "Too many requests"),
    HEADERS_TOO_LARGE(431, "Headers too large", "The request headers are too large"),
    INTERNAL(500, "Internal error", "The server failed to answer"),
    NOT_IMPLEMENTED(501, "Not implemented", "The request needs something the server does not have"),
    RESPONDER_FAILED(502, "Responder failed", "The responder failed"),
    OVERLOADED(503, "Overloaded", "The server has no room for this request"),
    STORE_UNAVAILABLE(503, "Store unavailable", "The store cannot be reached; nothing was applied"),
    OUTCOME_UNKNOWN(503, "Outcome unknown", "It is unknown whether this was applied; retry with the same key"),
    RESPONDER_TIMEOUT(504, "Responder timeout", "The responder took too long"),
    VERSION_NOT_SUPPORTED(505, "HTTP version not supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here");

    private final int status;
    private final String title;
    private final String detail;
    private final String wire;

    ProblemCode(int status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.wire = name().toLowerCase(Locale.ROOT);
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    /** The word on the wire: {@code invalid_request}. */
    public String code() {
        return wire;
    }

    /**
     * The code for a status the HTTP engine chose by itself. A status outside the vocabulary becomes 400 or 500, so
     * that no client ever meets a code that is not documented.
     */
    public static ProblemCode forEngineStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> TIMEOUT;
            case 413 -> TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 417 -> EXPECTATION_FAILED;
            case 426 -> UPGRADE_REQUIRED;
            case 429 -> RATE_LIMITED;
            case 431 -> HEADERS_TOO_LARGE;
            case 501 -> NOT_IMPLEMENTED;
            case 503 -> OVERLOADED;
            case 505 -> VERSION_NOT_SUPPORTED;
            default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
        };
    }
}
