package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores that let something of one person's reach another (R2). */
final class WrongWalls {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R2,
                    "joins tenant and subject without a mark between them",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean owns(Principal who, Row row) {
                            Principal owner = row.control.owner();
                            return (who.tenant() + who.subject()).equals(owner.tenant() + owner.subject());
                        }
                    }),
            Mutant.of(
                    Rule.R2,
                    "compares people without regard to case, as a database does by its collation",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean owns(Principal who, Row row) {
                            return who.encoded()
                                    .equalsIgnoreCase(row.control.owner().encoded());
                        }
                    }),
            Mutant.of(
                    Rule.R2,
                    "looks a grant up by the subject alone",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Facts facts(Row row, Principal who) {
                            return head(row)
                                    .factsFor(new Principal(row.control.owner().tenant(), who.subject()));
                        }
                    }),
            Mutant.of(Rule.R2, "finds a file by its id alone", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Row.@Nullable Stored stored(Row row, UUID file) {
                    return tables.belongings.values().stream()
                            .map(all -> all.files.get(file))
                            .filter(found -> found != null)
                            .findFirst()
                            .orElse(null);
                }
            }),
            Mutant.of(
                    Rule.R2, "removes a file by its id alone", (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean removed(Row row, UUID file) {
                            boolean any = false;
                            for (Row.Belongings all : tables.belongings.values()) {
                                any |= all.files.remove(file) != null;
                            }
                            return any;
                        }
                    }),
            Mutant.of(
                    Rule.R2,
                    "lists what somebody shares beside what they own",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean owns(Principal who, Row row) {
                            return super.owns(who, row) || row.control.grantOf(who) != null;
                        }
                    }),
            Mutant.of(
                    Rule.R2,
                    "ends all sessions of an owner with one of them",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void forget(Row row) {
                            List<Row> all = tables.rows.values().stream()
                                    .filter(other -> owns(row.control.owner(), other))
                                    .toList();
                            all.forEach(super::forget);
                        }
                    }),
            Mutant.of(
                    Rule.R2,
                    "keeps what a call is about in a field",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private volatile Claim current;

                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            current = claim;
                            Mutant.dawdle();
                            return super.append(current, append);
                        }
                    }));

    private WrongWalls() {}
}
