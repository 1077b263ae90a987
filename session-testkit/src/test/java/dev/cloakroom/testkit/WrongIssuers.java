package dev.cloakroom.testkit;

import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores that issue sessions wrongly (R1). */
final class WrongIssuers {

    static final List<Mutant> ALL = List.of(
            Mutant.of(Rule.R1, "adopts an id that is in use", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Result<Head> made(SessionId id, Control control) {
                    return inserted(id, control);
                }
            }),
            Mutant.of(
                    Rule.R1,
                    "leads everybody to one default session",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Head> made(SessionId id, Control control) {
                            return tables.rows.values().stream()
                                    .findFirst()
                                    .map(first -> Result.done(head(first)))
                                    .orElseGet(() -> super.made(id, control));
                        }
                    }),
            Mutant.of(Rule.R1, "compares half of an id", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                @Nullable Row row(SessionId id) {
                    return tables.rows.values().stream()
                            .filter(row -> row.id.value().getMostSignificantBits()
                                    == id.value().getMostSignificantBits())
                            .findFirst()
                            .orElse(null);
                }
            }),
            Mutant.of(
                    Rule.R1,
                    "issues the id of an expired session again",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Head> made(SessionId id, Control control) {
                            Row row = row(id);
                            return row == null || !lives("create", row)
                                    ? inserted(id, control)
                                    : Result.refused(Refusal.ID_TAKEN, 0);
                        }
                    }),
            Mutant.of(
                    Rule.R1,
                    "looks whether an id is free, and then takes it",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Head> create(SessionId id, Control control) {
                            boolean taken = look("create", () -> row(id) != null);
                            Mutant.dawdle();
                            return taken
                                    ? Result.refused(Refusal.ID_TAKEN, 0)
                                    : step("create", () -> inserted(id, control));
                        }
                    }));

    private WrongIssuers() {}
}
