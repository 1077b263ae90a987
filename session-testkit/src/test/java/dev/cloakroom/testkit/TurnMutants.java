package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Result;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** Wrong about turns (R15). */
final class TurnMutants {
    private TurnMutants() {}

    static List<Mutant> all() {
        return List.of(
                ignoresTheFence(),
                tokenWithoutDeadline(),
                tokensOf32Bits(),
                leaseByTheControl(),
                patchEndsTheTurn(),
                comparesTheFenceEarlier(),
                frozenRemainder());
    }

    private static Mutant ignoresTheFence() {
        return fencing(
                "appends of a turn that was taken over get through",
                "R15_a_turn_that_another_client_took_over_is_over",
                (row, claim) -> false);
    }

    private static Mutant tokenWithoutDeadline() {
        return fencing(
                "a turn is over when another begins, not when its lease is",
                "R15_an_append_of_a_turn_that_ran_out_is_refused",
                (row, claim) -> {
                    Lease turn = row.control.turn();
                    return claim.fence() != 0 && (turn == null || turn.fence() != claim.fence());
                });
    }

    private static Mutant tokensOf32Bits() {
        return fencing(
                "fencing tokens are kept in 32 bits",
                "R15_an_append_of_another_turn_than_the_running_one_is_refused",
                (row, claim) -> {
                    Lease turn = row.control.turn();
                    return claim.fence() != 0 && (turn == null || (int) turn.fence() != (int) claim.fence());
                });
    }

    private static Mutant fencing(String bug, String caughtBy, BiFunction<Row, Claim, Boolean> fencedOff) {
        return new Mutant(Rule.R15, bug, caughtBy, (tables, limits) -> new ReferenceStore(tables, limits) {
            @Override
            boolean fencedOff(Row row, Claim claim) {
                return fencedOff.apply(row, claim);
            }
        });
    }

    private static Mutant leaseByTheControl() {
        return new Mutant(
                Rule.R15,
                "every swap writes the turn's deadline anew, from what the control says is left",
                "R15_a_patch_neither_ends_a_turn_nor_lengthens_it",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void replace(Row row, Control next, Duration lease) {
                        Lease turn = next.turn();
                        super.replace(row, next, turn == null ? null : turn.remaining());
                    }
                });
    }

    private static Mutant patchEndsTheTurn() {
        return new Mutant(
                Rule.R15,
                "a swap without a lease takes the turn's deadline away",
                "R15_a_patch_neither_ends_a_turn_nor_lengthens_it",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void replace(Row row, Control next, Duration lease) {
                        super.replace(row, next, lease == null ? Duration.ZERO : lease);
                    }
                });
    }

    private static Mutant comparesTheFenceEarlier() {
        return new Mutant(
                Rule.R15,
                "the fence is compared in an earlier step than the one that writes",
                "R15_nothing_of_a_turn_takes_effect_after_it_was_taken_over",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final ThreadLocal<Boolean> compared = ThreadLocal.withInitial(() -> false);

                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        Result<Boolean> fenced =
                                looking("append", claim, row -> Result.done(super.fencedOff(row, claim)));
                        compared.set(fenced.equals(Result.done(false)));
                        try {
                            return super.append(claim, append);
                        } finally {
                            compared.remove();
                        }
                    }

                    @Override
                    boolean fencedOff(Row row, Claim claim) {
                        return !compared.get() && super.fencedOff(row, claim);
                    }
                });
    }

    private static Mutant frozenRemainder() {
        return new Mutant(
                Rule.R15,
                "what is left of a turn is what was left when it was taken",
                "R15_what_is_left_of_a_turn_gets_less",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Head head(Row row) {
                        Head right = super.head(row);
                        return new Head(
                                right.id(),
                                row.control,
                                right.createdAt(),
                                right.lastActiveAt(),
                                right.expiresAt(),
                                right.lastSeq());
                    }
                });
    }
}
