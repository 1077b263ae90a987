package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;

/** Someone is slowed down, which was reported already. Immutable. */
final class Slowed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Slowed(Problem problem) {
        super("asks too often", null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
