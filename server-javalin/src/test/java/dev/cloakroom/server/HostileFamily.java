package dev.cloakroom.server;

import java.util.Set;

/** Kinds of hostile requests, and how each may be answered. */
enum HostileFamily {
    BAD_FRAMING(0),
    SMUGGLING(0),
    TORN(0),
    MUTATED(0),
    DEEP_JSON(0),
    DUPLICATE_JSON(0),
    BROKEN_UTF8(0),
    HUGE_HEADERS(0),
    PATH_TRICKS(0),
    CONTROL_CHARACTERS(0),
    FOREIGN_IDS(0),
    OTHER_NAMES(0),
    BROKEN_FORMS(0),
    ODD_METHODS(0),
    ODD_QUERIES(0);

    private final int unansweredPercent;
    private final Set<Integer> statuses;

    HostileFamily(int unansweredPercent, Integer... statuses) {
        this.unansweredPercent = unansweredPercent;
        this.statuses = Set.of(statuses);
    }

    /** How many of a hundred may get no answer but the end of the connection. */
    int unansweredPercent() {
        return unansweredPercent;
    }

    boolean mayGet(int status) {
        return statuses.isEmpty() || statuses.contains(status);
    }
}
