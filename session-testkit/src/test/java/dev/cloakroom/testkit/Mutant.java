package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A wrong store: the right one with one mistake, of a kind that was made in the field.
 *
 * @param rule what the mistake breaks
 * @param mistake what the store does wrong
 */
record Mutant(Rule rule, String mistake, BiFunction<Tables, Limits, SessionStore> maker) {

    static Mutant of(Rule rule, String mistake, BiFunction<Tables, Limits, SessionStore> maker) {
        return new Mutant(rule, mistake, maker);
    }

    /** All there are, rule by rule. */
    static List<Mutant> all() {
        return Stream.of(
                        WrongIssuers.ALL,
                        WrongWalls.ALL,
                        WrongGuards.ALL,
                        WrongAnswersToStrangers.ALL,
                        WrongHistories.ALL,
                        WrongKeys.ALL,
                        WrongAcknowledgements.ALL,
                        WrongEnds.ALL,
                        WrongOutcomes.ALL,
                        WrongReplies.ALL,
                        WrongLimits.ALL,
                        WrongFormats.ALL,
                        WrongTurns.ALL,
                        WrongFiles.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** The same outcome of an operation that returns something else when it is done, which this one was not. */
    static <T> Result<T> undone(Result<?> result) {
        if (result instanceof Result.Refused<?> refused) {
            return Result.refused(refused.why(), refused.found());
        }
        return result instanceof Result.Gone<?> ? Result.gone() : Result.stale();
    }

    /** Takes a moment, in which others can come in between. */
    static void dawdle() {
        LockSupport.parkNanos(1_000);
    }

    @Override
    public String toString() {
        return rule.name() + ": " + mistake;
    }
}
