package dev.cloakroom.testkit;

/**
 * Is called around each step of a store to where its data is: a statement, a command, a commit. Called on the thread of
 * the store's call; may wait, and may throw.
 */
@FunctionalInterface
public interface Failpoint {
    /**
     * A step is about to be taken, or was taken just now.
     *
     * @throws Failure to make the step fail: before, it is not taken; after, it was taken and its reply is lost
     */
    void reached(Moment moment);

    /** When a failpoint is reached. */
    enum Moment {
        /** The step is not yet taken. */
        BEFORE,
        /** The step was taken, and its caller does not know it yet. */
        AFTER
    }

    /** A failure that the kit causes: what the driver of a store would throw when the line to its data breaks. */
    final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(Moment moment) {
            super("the line broke " + (moment == Moment.BEFORE ? "before" : "after") + " a step");
        }
    }
}
