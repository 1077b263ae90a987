package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Stores from whose answers a stranger learns something (R4). */
final class WrongAnswersToStrangers {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R4,
                    "knows a policy of its own, and tells strangers that there is nothing",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            return super.facts(id, who)
                                    .filter(facts -> facts.owner().equals(who) || facts.grant() != null);
                        }
                    }),
            Mutant.of(
                    Rule.R4,
                    "keeps a session alive when somebody asks about it",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Facts facts(Row row, Principal who) {
                            touch(row);
                            return super.facts(row, who);
                        }
                    }),
            Mutant.of(
                    Rule.R4,
                    "keeps a session alive when somebody is refused it",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        <T> Result<T> guarded(String operation, Claim claim, Function<Row, Result<T>> then) {
                            Row row = row(claim.id());
                            if (row != null && lives(operation, row)) {
                                touch(row);
                            }
                            return super.guarded(operation, claim, then);
                        }
                    }),
            Mutant.of(
                    Rule.R4,
                    "lets a stranger wait until the owner is done",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            synchronized (tables) {
                                return super.append(claim, append);
                            }
                        }

                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            synchronized (tables) {
                                return super.facts(id, who);
                            }
                        }
                    }),
            Mutant.of(
                    Rule.R4,
                    "reads a history to tell whose session it is",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            long last = look("facts", () -> row(id) == null ? 0 : row(id).lastSeq);
                            for (long page = 0; page < last / 10; page++) {
                                int unused = look(
                                        "facts", () -> tables.of(id).entries.size());
                            }
                            return super.facts(id, who);
                        }
                    }),
            Mutant.of(
                    Rule.R4,
                    "looks twice for what is not there",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            return super.facts(id, who).or(() -> super.facts(id, who));
                        }
                    }));

    private WrongAnswersToStrangers() {}
}
