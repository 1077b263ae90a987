package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Stores that keep other limits than they say (R11), or say more than they should (R12). */
final class WrongLimits {

    static final List<Mutant> ALL = List.of(
            Mutant.of(Rule.R11, "takes one message too many", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Optional<Result<Appended>> full(Row row, Append append) {
                    return super.full(row, append)
                            .filter(refusal -> row.lastSeq + append.entriesNeeded() > limits.of(Limit.MESSAGES) + 1);
                }
            }),
            Mutant.of(Rule.R11, "keeps no room for the reply", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Optional<Result<Appended>> full(Row row, Append append) {
                    return super.full(row, Append.of(append.drafts()));
                }
            }),
            Mutant.of(
                    Rule.R11,
                    "adds up bytes until they overflow",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Optional<Result<Appended>> full(Row row, Append append) {
                            boolean over = bytes(row) + append.bytesNeeded() > limits.of(Limit.HISTORY_BYTES)
                                    || row.lastSeq + append.entriesNeeded() > limits.of(Limit.MESSAGES);
                            return over ? super.full(row, append) : Optional.empty();
                        }
                    }),
            Mutant.of(
                    Rule.R11,
                    "ends the oldest session to make room for a new one",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Head> made(SessionId id, Control control) {
                            if (live(control.owner()) >= limits.of(Limit.SESSIONS)) {
                                tables.rows.values().stream()
                                        .filter(row -> owns(control.owner(), row))
                                        .min(Comparator.comparingLong(row -> row.lastActiveAt))
                                        .ifPresent(this::forget);
                            }
                            return super.made(id, control);
                        }
                    }),
            Mutant.of(
                    Rule.R11,
                    "counts sessions, and opens another afterwards",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Head> create(SessionId id, Control control) {
                            long most = limits.of(Limit.SESSIONS);
                            boolean full = look("create", () -> live(control.owner()) >= most);
                            Mutant.dawdle();
                            return full
                                    ? Result.refused(Refusal.SESSIONS, most + 1)
                                    : step("create", () -> inserted(id, control));
                        }
                    }),
            Mutant.of(
                    Rule.R11,
                    "does not count the bytes of files",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        long fileBytes(Row row) {
                            return 0;
                        }
                    }),
            Mutant.of(
                    Rule.R11,
                    "keeps the standard limits, whatever it is told",
                    (tables, limits) -> new ReferenceStore(
                            tables, Limits.standard().withTimeouts(limits.idleTimeout(), limits.absoluteTimeout()))),
            Mutant.of(
                    Rule.R12,
                    "names the session in what it throws",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            try {
                                return super.append(claim, append);
                            } catch (OutcomeUnknown e) {
                                throw new OutcomeUnknown(
                                        "no answer to XADD " + claim.id().text(), e);
                            }
                        }
                    }),
            Mutant.of(
                    Rule.R12,
                    "quotes what was to be appended in what it throws",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            try {
                                return super.append(claim, append);
                            } catch (OutcomeUnknown e) {
                                throw new OutcomeUnknown(
                                        "no answer to INSERT "
                                                + append.drafts().get(0).content(),
                                        e);
                            }
                        }
                    }),
            Mutant.of(Rule.R12, "calls itself by its address", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                public String name() {
                    return "reference://user:password@tables";
                }
            }));

    private WrongLimits() {}
}
