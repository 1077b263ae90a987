package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A wrong store: the right one with one mistake in it, of a kind that stores have been shipped with.
 *
 * @param rule the rule that it breaks
 * @param bug the mistake, in words
 * @param caughtBy the property that is to find it, one of its rule's
 * @param maker opens a client of it
 */
record Mutant(Rule rule, String bug, String caughtBy, BiFunction<Tables, Limits, SessionStore> maker) {
    private static final long A_MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

    /** All of them, rule by rule. */
    static List<Mutant> all() {
        return Stream.of(
                        IssuanceMutants.all(),
                        GuardMutants.all(),
                        ProbeMutants.all(),
                        HistoryMutants.all(),
                        KeyMutants.all(),
                        LifeMutants.all(),
                        FailureMutants.all(),
                        BoundMutants.all(),
                        LimiterMutants.all(),
                        TurnMutants.all(),
                        FileMutants.all())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Mutant::rule))
                .toList();
    }

    StoreHarness harness() {
        return new ReferenceHarness(maker);
    }

    /** Time passes between two steps that should be one: enough for others to come in between. */
    static void aMoment() {
        LockSupport.parkNanos(A_MOMENT);
    }

    @Override
    public String toString() {
        return rule.name() + " " + bug;
    }
}
