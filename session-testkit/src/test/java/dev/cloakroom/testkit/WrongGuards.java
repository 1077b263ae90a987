package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stores whose check and effect are not one (R3). */
final class WrongGuards {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R3,
                    "checks the claim, and appends afterwards",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            Result<Boolean> admitted = looking("append", claim, row -> Result.done(true));
                            if (!(admitted instanceof Result.Done<Boolean>)) {
                                return Mutant.undone(admitted);
                            }
                            return step("append", () -> {
                                Row row = row(claim.id());
                                return row == null ? Result.gone() : appended(row, claim, append);
                            });
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "asks of an append only whether the session lives",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean admits(String operation, Row row, Claim claim) {
                            return operation.equals("append") || super.admits(operation, row, claim);
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "asks of files only whether the session lives",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean admits(String operation, Row row, Claim claim) {
                            return operation.equals("commit") || super.admits(operation, row, claim);
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "compares the counter of a stamp alone",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean admits(String operation, Row row, Claim claim) {
                            return row.control.stamp().count() == claim.stamp().count();
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "lets the last of several changes win",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Head> swapped(Row row, long version, Control next, Duration lease) {
                            return super.swapped(row, row.control.version(), next, lease);
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "compares the version, and replaces the record afterwards",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Head> swap(Claim claim, long version, Control next, Duration lease) {
                            Result<Boolean> same = looking(
                                    "swap",
                                    claim,
                                    row -> row.control.version() == version
                                            ? Result.done(true)
                                            : Result.refused(Refusal.VERSION, 0));
                            Mutant.dawdle();
                            return same instanceof Result.Done<Boolean>
                                    ? changing("swap", claim, row -> swapped(row, row.control.version(), next, lease))
                                    : Mutant.undone(same);
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "remembers the facts of a session for a while",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private final Map<String, Optional<Facts>> known = new ConcurrentHashMap<>();

                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            return known.computeIfAbsent(id.text() + who.encoded(), key -> super.facts(id, who));
                        }
                    }),
            Mutant.of(
                    Rule.R3,
                    "keeps 53 bits of the random part of a stamp, as a double does",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void replace(Row row, Control next, Duration lease) {
                            Stamp rounded = new Stamp(next.stamp().count(), (long)
                                    (double) next.stamp().random());
                            super.replace(
                                    row,
                                    new Control(
                                            next.owner(),
                                            rounded,
                                            next.version(),
                                            next.grants(),
                                            next.metadata(),
                                            next.turn()),
                                    lease);
                        }
                    }));

    private WrongGuards() {}
}
