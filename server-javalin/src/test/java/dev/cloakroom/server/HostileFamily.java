package dev.cloakroom.server;

/** Kinds of hostile requests. */
enum HostileFamily {
    BAD_FRAMING,
    SMUGGLING,
    TORN,
    MUTATED,
    DEEP_JSON,
    DUPLICATE_JSON,
    BROKEN_UTF8,
    HUGE_HEADERS,
    PATH_TRICKS,
    CONTROL_CHARACTERS,
    FOREIGN_IDS,
    OTHER_NAMES,
    BROKEN_FORMS,
    ODD_METHODS,
    ODD_QUERIES
}
