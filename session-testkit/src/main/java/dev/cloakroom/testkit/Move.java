package dev.cloakroom.testkit;

import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One thing that somebody does in a story.
 *
 * @param kind what
 * @param who number of the person who does it
 * @param session number of the session it is done to, of those there are by then
 * @param client through which client
 * @param number chooses among what can be meant: who else, which key, how many
 */
record Move(Kind kind, int who, int session, int client, int number) {
    /** What can be done, how often in comparison, and the rule that is broken when it turns out otherwise. */
    enum Kind {
        OPEN(5, Rule.R1),
        SAY(8, Rule.R5),
        SAY_EXPECTING(5, Rule.R5),
        SAY_UNDER_A_KEY(8, Rule.R6),
        ASK_FOR_A_KEY(2, Rule.R6),
        READ(5, Rule.R5),
        DESCRIBE(3, Rule.R2),
        LIST(3, Rule.R2),
        GRANT(6, Rule.R2),
        REVOKE(4, Rule.R8),
        TRANSFER(3, Rule.R3),
        PATCH(3, Rule.R3),
        BEGIN_A_TURN(5, Rule.R15),
        TAKE_A_TURN_OVER(3, Rule.R15),
        SAY_IN_A_TURN(6, Rule.R15),
        STOP_THE_TURN(2, Rule.R15),
        END_A_TURN(3, Rule.R15),
        PUT_FILES(4, Rule.R16),
        PUT_FILES_UNDER_A_KEY(5, Rule.R6),
        REMOVE_A_FILE(3, Rule.R16),
        LIST_FILES(3, Rule.R16),
        ENTER_BY_NAME(4, Rule.R6),
        WAIT(4, Rule.R8),
        CLOSE(2, Rule.R8);

        private final int weight;
        private final Rule rule;

        Kind(int weight, Rule rule) {
            this.weight = weight;
            this.rule = rule;
        }

        Rule rule() {
            return rule;
        }
    }

    private static final String[] PEOPLE = {"alice", "bob", "carol", "mallory of another tenant"};

    static Arbitrary<Move> any() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(Arrays.stream(Kind.values())
                .map(kind -> Tuple.of(kind.weight, Arbitraries.just(kind)))
                .toList());
        Arbitrary<Integer> people =
                Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(4, 1), Tuple.of(2, 2), Tuple.of(1, 3));
        return Combinators.combine(
                        kinds,
                        people,
                        Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(3, 1), Tuple.of(1, 2)),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 5))
                .as(Move::new);
    }

    @Override
    public String toString() {
        return "\n  " + PEOPLE[who] + ": "
                + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + number + ", session " + session
                + ", client " + client;
    }
}
