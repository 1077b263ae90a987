package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Stores that do not say what is so when the line to their data breaks (R9). */
final class WrongOutcomes {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R9,
                    "answers with an empty history when it cannot read",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Page> read(Claim claim, Slice slice) {
                            try {
                                return super.read(claim, slice);
                            } catch (StoreUnavailable e) {
                                return Result.done(new Page(List.of(), 0, false));
                            }
                        }
                    }),
            Mutant.of(
                    Rule.R9,
                    "knows no session when it cannot reach its data",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            try {
                                return super.facts(id, who);
                            } catch (StoreUnavailable e) {
                                return Optional.empty();
                            }
                        }
                    }),
            Mutant.of(
                    Rule.R9,
                    "says that nothing was applied when it does not know",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        <T> T step(String operation, Supplier<T> act) {
                            try {
                                return super.step(operation, act);
                            } catch (OutcomeUnknown e) {
                                throw new StoreUnavailable("the tables did not answer", e);
                            }
                        }
                    }),
            Mutant.of(
                    Rule.R9,
                    "tries again what it does not know to have failed",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            try {
                                return super.append(claim, append);
                            } catch (OutcomeUnknown e) {
                                return super.append(claim, append);
                            }
                        }
                    }),
            Mutant.of(Rule.R9, "tries again for ever", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                <T> T step(String operation, Supplier<T> act) {
                    while (!Thread.currentThread().isInterrupted()) {
                        try {
                            return super.step(operation, act);
                        } catch (StoreUnavailable e) {
                            Mutant.dawdle();
                        }
                    }
                    throw new StoreUnavailable("interrupted", null);
                }
            }),
            Mutant.of(
                    Rule.R9,
                    "lets its driver's exceptions out",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        <T> T step(String operation, Supplier<T> act) {
                            try {
                                return super.step(operation, act);
                            } catch (StoreUnavailable e) {
                                throw new IllegalStateException("connection reset", e);
                            }
                        }
                    }));

    private WrongOutcomes() {}
}
