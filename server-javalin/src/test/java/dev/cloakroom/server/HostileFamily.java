package dev.cloakroom.server;

import java.util.Set;

/**
 * Kinds of hostile requests, with every status that each may be answered with. None of them overloads the server, so
 * none may get 503.
 */
enum HostileFamily {
    BAD_FRAMING(1, 200, 201, 400, 401, 403, 409, 505),
    SMUGGLING(1, 200, 400, 401),
    TORN(90, 400, 401, 403),
    MUTATED(5, 200, 201, 400, 401, 403, 404, 405, 406, 409, 411, 413, 414, 415, 417, 426, 431, 501, 505),
    DEEP_JSON(0, 200, 201, 400, 401, 403, 409, 413),
    DUPLICATE_JSON(0, 400),
    BROKEN_UTF8(0, 200, 201, 400, 401, 403, 404, 409),
    HUGE_HEADERS(1, 200, 400, 401, 403, 404, 414, 431),
    PATH_TRICKS(0, 400, 401, 403, 404),
    CONTROL_CHARACTERS(0, 200, 201, 400, 401, 403, 404, 406, 409, 415),
    FOREIGN_IDS(0, 200, 201, 400, 401, 403, 404, 409, 422),
    OTHER_NAMES(0, 400, 403),
    BROKEN_FORMS(1, 201, 400, 401, 403, 409, 413, 415),
    ODD_METHODS(0, 200, 400, 401, 403, 404, 405, 414, 417, 426, 501, 505),
    ODD_QUERIES(0, 200, 400, 401, 403);

    private final int unansweredPercent;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
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
        return statuses.contains(status);
    }
}
