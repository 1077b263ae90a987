package dev.cloakroom.server;

/** Which body a route reads. */
enum Reads {
    NOTHING,
    JSON,
    /** A JSON object, or no body at all, which counts as an empty object. */
    OPTIONAL_JSON,
    MULTIPART
}
