package dev.cloakroom.server.http;

/** Which body a route reads. */
public enum Reads {
    NOTHING,
    JSON,
    /** A JSON object, or no body at all, which counts as an empty object. */
    OPTIONAL_JSON,
    /** A JSON object that is a merge patch (RFC 7396), under its own media type or plain JSON's. */
    MERGE_PATCH,
    MULTIPART
}
