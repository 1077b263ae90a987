package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Wrong about what is acknowledged (R7) and about ends (R8). */
final class LifeMutants {
    private LifeMutants() {}

    static List<Mutant> all() {
        return List.of(
                keysInTheProcess(),
                cachedPages(),
                writesLater(),
                deadlineOnlyOnMetadata(),
                resurrectsOnTouch(),
                endsTheRecordOnly(),
                movesTheAbsoluteDeadline(),
                readingIsActivity(),
                filesAreNoActivity(),
                expiresInOneProcess(),
                acceptsLateFiles());
    }

    private static Mutant keysInTheProcess() {
        return new Mutant(
                Rule.R7,
                "keys are kept in the memory of the process",
                "R7_what_was_acknowledged_outlives_a_restart",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public void close() {
                        tables.belongings.values().forEach(each -> each.keys.clear());
                    }
                });
    }

    private static Mutant cachedPages() {
        return new Mutant(
                Rule.R7,
                "a page that a client has read it answers from its memory",
                "R7_what_one_client_was_told_every_client_sees",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<String, Result<Page>> read = new ConcurrentHashMap<>();

                    @Override
                    public Result<Page> read(Claim claim, Slice slice) {
                        return read.computeIfAbsent(claim.id().text() + slice, key -> super.read(claim, slice));
                    }
                });
    }

    private static Mutant writesLater() {
        return new Mutant(
                Rule.R7,
                "the newest entry is acknowledged before it is anywhere else than in the process",
                "R7_what_was_acknowledged_outlives_a_restart",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public void close() {
                        tables.rows.values().stream()
                                .filter(row -> row.lastSeq > 0)
                                .forEach(this::loseTheEnd);
                    }

                    private void loseTheEnd(Row row) {
                        row.lastSeq--;
                        Entry unused = tables.of(row.id).entries.remove((int) row.lastSeq);
                    }
                });
    }

    private static Mutant deadlineOnlyOnMetadata() {
        return new Mutant(
                Rule.R8,
                "deadlines hold for the record, not for history and files",
                "R8_an_idle_session_is_gone_for_every_operation_and_every_client",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean lives(String operation, Row row) {
                        return super.lives(operation, row)
                                || Set.of("append", "read", "list", "chunk").contains(operation);
                    }
                });
    }

    private static Mutant resurrectsOnTouch() {
        return new Mutant(
                Rule.R8,
                "activity is written down in a step of its own, which makes the record anew",
                "R8_nothing_in_flight_brings_an_ended_session_back",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        Row[] seen = new Row[1];
                        Result<Appended> result = changing("append", claim, row -> {
                            seen[0] = row;
                            return appended(row, claim, append);
                        });
                        if (seen[0] != null) {
                            Row unused = step("append", () -> tables.rows.put(claim.id(), seen[0]));
                        }
                        return result;
                    }
                });
    }

    private static Mutant endsTheRecordOnly() {
        return new Mutant(
                Rule.R8,
                "end removes the record and leaves history, files and keys",
                "R8_nothing_is_left_of_an_ended_session",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void forget(Row row) {
                        Row unused = tables.rows.remove(row.id);
                    }

                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        return row(id) == null ? inserted(id, control) : super.made(id, control);
                    }
                });
    }

    private static Mutant movesTheAbsoluteDeadline() {
        return new Mutant(
                Rule.R8,
                "activity moves the absolute deadline too",
                "R8_a_busy_session_is_gone_at_its_absolute_deadline",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void touch(Row row) {
                        super.touch(row);
                        row.absoluteUntil = now() + limits.absoluteTimeout().toMillis();
                    }
                });
    }

    private static Mutant readingIsActivity() {
        return new Mutant(
                Rule.R8,
                "reading keeps a session alive",
                "R8_reading_does_not_keep_a_session_alive",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Page> page(Row row, Slice slice) {
                        touch(row);
                        return super.page(row, slice);
                    }
                });
    }

    private static Mutant filesAreNoActivity() {
        return new Mutant(
                Rule.R8,
                "adding files does not keep a session alive",
                "R8_what_changes_a_session_keeps_it_alive_and_nothing_else_does",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Added> committed(Row row, Claim claim, Batch batch, Map<UUID, List<byte[]>> chunks) {
                        long active = row.lastActiveAt;
                        long until = row.idleUntil;
                        Result<Added> result = super.committed(row, claim, batch, chunks);
                        row.lastActiveAt = active;
                        row.idleUntil = until;
                        return result;
                    }
                });
    }

    private static Mutant expiresInOneProcess() {
        return new Mutant(
                Rule.R8,
                "deadlines start anew when a process starts",
                "R8_time_passes_while_no_process_runs",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public void close() {
                        tables.rows.values().forEach(this::touch);
                    }
                });
    }

    private static Mutant acceptsLateFiles() {
        return new Mutant(
                Rule.R8,
                "files that arrive after the end are committed to a session that is made for them",
                "R8_files_that_are_on_their_way_when_a_session_ends_do_not_arrive",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<SessionId, Control> known = new ConcurrentHashMap<>();

                    @Override
                    public Result<Staging> begin(Claim claim) {
                        return looking("begin", claim, row -> {
                            Control unused = known.put(row.id, row.control);
                            return Result.done(new Chunks());
                        });
                    }

                    @Override
                    <T> Result<T> guarded(String operation, Claim claim, Function<Row, Result<T>> then) {
                        if (operation.equals("commit") && row(claim.id()) == null) {
                            Result<Head> unused = inserted(claim.id(), known.get(claim.id()));
                        }
                        return super.guarded(operation, claim, then);
                    }
                });
    }
}
