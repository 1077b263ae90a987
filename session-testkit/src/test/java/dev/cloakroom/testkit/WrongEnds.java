package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.time.Duration;
import java.util.List;

/** Stores whose sessions live on, or die early (R8). */
final class WrongEnds {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R8,
                    "writes back a session that was ended meanwhile",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            Result<Row> read = looking("append", claim, Result::done);
                            if (!(read instanceof Result.Done<Row> found)) {
                                return Mutant.undone(read);
                            }
                            Mutant.dawdle();
                            return step("append", () -> {
                                Row row = tables.rows.computeIfAbsent(claim.id(), id -> found.value());
                                return admits("append", row, claim) ? appended(row, claim, append) : Result.stale();
                            });
                        }
                    }),
            Mutant.of(
                    Rule.R8,
                    "asks for the deadline where it reads the record, and nowhere else",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean lives(String operation, Row row) {
                            return operation.equals("append") ? knows(row) : super.lives(operation, row);
                        }
                    }),
            Mutant.of(
                    Rule.R8,
                    "keeps a session alive when it is read",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Page> read(Claim claim, Slice slice) {
                            return looking("read", claim, row -> {
                                touch(row);
                                return page(row, slice);
                            });
                        }
                    }),
            Mutant.of(
                    Rule.R8,
                    "lets a busy session live for ever",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void touch(Row row) {
                            super.touch(row);
                            row.absoluteUntil = now() + limits.absoluteTimeout().toMillis();
                        }
                    }),
            Mutant.of(
                    Rule.R8,
                    "takes the record of an ended session away, and leaves the rest",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void forget(Row row) {
                            tables.rows.remove(row.id);
                        }

                        @Override
                        Result<Head> made(SessionId id, Control control) {
                            return row(id) == null ? inserted(id, control) : super.made(id, control);
                        }
                    }),
            Mutant.of(Rule.R8, "does not count a patch as use", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Result<Head> swapped(Row row, long version, Control next, Duration lease) {
                    long last = row.lastActiveAt;
                    long until = row.idleUntil;
                    Result<Head> result = super.swapped(row, version, next, lease);
                    row.lastActiveAt = last;
                    row.idleUntil = until;
                    return result;
                }
            }),
            Mutant.of(
                    Rule.R8,
                    "decides by a sweep that comes late, and not by the clock",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean lives(String operation, Row row) {
                            long late = Duration.ofMinutes(10).toMillis();
                            return knows(row) && now() - late < Math.min(row.idleUntil, row.absoluteUntil);
                        }
                    }),
            Mutant.of(
                    Rule.R8,
                    "binds a name to a session for ever",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Binding bound(String name, Binding expected, Binding next, Duration lifetime) {
                            Binding standing = standing(name).orElse(null);
                            return standing == null ? super.bound(name, expected, next, lifetime) : standing;
                        }
                    }));

    private WrongEnds() {}
}
