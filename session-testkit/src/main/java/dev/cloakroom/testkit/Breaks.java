package dev.cloakroom.testkit;

import dev.cloakroom.testkit.Failpoint.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One way in which the line between a store and its data breaks.
 *
 * @param step at which of the steps of an operation
 * @param when before the step is taken, or after it and before its reply
 * @param forGood whether it stays broken for the rest of the operation
 */
record Breaks(int step, Moment when, boolean forGood) {
    /** Every way there is for an operation of so many steps. */
    static List<Breaks> all(int steps) {
        List<Breaks> all = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            for (Moment when : Moment.values()) {
                boolean unused = all.add(new Breaks(step, when, false));
                unused = all.add(new Breaks(step, when, true));
            }
        }
        return all;
    }

    /** Makes the call in a thread of its own, since a wrong store may try for ever. */
    Outcome around(Desk desk, Supplier<?> call) {
        return Race.alone(() -> desk.steps().breaking(step, when, forGood, () -> Outcome.of(call)));
    }

    @Override
    public String toString() {
        return "the line broke " + (when == Moment.BEFORE ? "before" : "after") + " step " + step
                + (forGood ? " and stayed broken" : "");
    }
}
