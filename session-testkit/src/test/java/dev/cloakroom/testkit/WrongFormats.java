package dev.cloakroom.testkit;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Stores that make something of what they do not understand (R13, R14). */
final class WrongFormats {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R13,
                    "makes a record anew for whoever asks about a history without one",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Optional<Facts> facts(SessionId id, Principal who) {
                            return look("facts", () -> {
                                if (row(id) == null && tables.belongings.containsKey(id)) {
                                    Control control = new Control(who, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
                                    Result<Head> unused = inserted(id, control);
                                    row(id).lastSeq = tables.of(id).entries.size();
                                }
                                return Optional.ofNullable(row(id))
                                        .filter(row -> lives("facts", row))
                                        .map(row -> facts(row, who));
                            });
                        }
                    }),
            Mutant.of(
                    Rule.R13,
                    "issues the id of a session again whose record was lost",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Head> made(SessionId id, Control control) {
                            return row(id) == null ? inserted(id, control) : super.made(id, control);
                        }
                    }),
            Mutant.of(
                    Rule.R13,
                    "takes what is there of a history for all of it",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Page> page(Row row, Slice slice) {
                            List<Entry> entries = tables.of(row.id).entries;
                            row.lastSeq = entries.isEmpty()
                                    ? 0
                                    : entries.get(entries.size() - 1).seq();
                            return super.page(row, slice);
                        }
                    }),
            Mutant.of(
                    Rule.R14,
                    "reads a record of a later format as if it knew it",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean knows(Row row) {
                            return true;
                        }
                    }),
            Mutant.of(
                    Rule.R14,
                    "opens a session over a record of a later format",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Head> made(SessionId id, Control control) {
                            Row row = row(id);
                            return row == null || knows(row) ? super.made(id, control) : inserted(id, control);
                        }
                    }),
            Mutant.of(
                    Rule.R14,
                    "clears away a record of a later format as if it were broken",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        <T> Result<T> guarded(String operation, Claim claim, Function<Row, Result<T>> then) {
                            Row row = row(claim.id());
                            if (row != null && !knows(row)) {
                                forget(row);
                            }
                            return super.guarded(operation, claim, then);
                        }
                    }));

    private WrongFormats() {}
}
