package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import java.time.Duration;
import java.util.List;

/** Stores in which two speak at once (R15). */
final class WrongTurns {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R15,
                    "lets everybody append who ever had a turn",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean fencedOff(Row row, Claim claim) {
                            return false;
                        }
                    }),
            Mutant.of(
                    Rule.R15,
                    "asks whether any turn is running, not whether it is this one",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean fencedOff(Row row, Claim claim) {
                            Lease turn = row.control.turn();
                            return claim.fence() != 0 && (turn == null || now() >= row.turnUntil);
                        }
                    }),
            Mutant.of(Rule.R15, "knows no end of a turn", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                boolean fencedOff(Row row, Claim claim) {
                    Lease turn = row.control.turn();
                    return claim.fence() != 0 && (turn == null || turn.fence() != claim.fence());
                }
            }),
            Mutant.of(
                    Rule.R15,
                    "lengthens a turn with every change of the record",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void replace(Row row, Control next, Duration lease) {
                            super.replace(row, next, lease == null ? Duration.ofHours(1) : lease);
                        }
                    }),
            Mutant.of(
                    Rule.R15,
                    "asks for the turn, and appends afterwards",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            Result<Boolean> in = looking(
                                    "append",
                                    claim,
                                    row -> super.fencedOff(row, claim)
                                            ? Result.refused(Refusal.FENCED, 0)
                                            : Result.done(true));
                            return in instanceof Result.Done<Boolean> || append.key() != null
                                    ? super.append(claim, append)
                                    : Mutant.undone(in);
                        }

                        @Override
                        boolean fencedOff(Row row, Claim claim) {
                            return false;
                        }
                    }),
            Mutant.of(
                    Rule.R15,
                    "tells of a turn what was left of it when it was taken",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void replace(Row row, Control next, Duration lease) {
                            super.replace(row, next, lease);
                            if (lease != null) {
                                row.turnUntil = now() + Duration.ofDays(1).toMillis();
                            }
                        }
                    }));

    private WrongTurns() {}
}
