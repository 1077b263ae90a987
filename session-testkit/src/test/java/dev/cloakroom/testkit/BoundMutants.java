package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Wrong about limits (R11), damage (R13) and records of other versions (R14). */
final class BoundMutants {
    private BoundMutants() {}

    static List<Mutant> all() {
        return List.of(
                noLimitOfMessages(),
                ignoresRoomForReplies(),
                countsCharacters(),
                oneFileTooMany(),
                evicts(),
                overflows(),
                countsThenMakes(),
                remembersLostRecords(),
                historyEndsWhereEntriesDo(),
                leftoversGoToTheNext(),
                readsLaterFormats(),
                overwritesLaterFormats());
    }

    private static Mutant full(String bug, String caughtBy, String refusal) {
        return new Mutant(Rule.R11, bug, caughtBy, (tables, limits) -> new ReferenceStore(tables, limits) {
            @Override
            Optional<Result<Appended>> full(Row row, Append append) {
                return super.full(row, append)
                        .filter(result -> !Results.name(result).equals(refusal));
            }
        });
    }

    private static Mutant noLimitOfMessages() {
        return full(
                "histories take any number of messages",
                "R11_a_session_takes_as_many_messages_as_its_limit",
                "refused MESSAGES");
    }

    private static Mutant ignoresRoomForReplies() {
        return new Mutant(
                Rule.R11,
                "room for the reply is not looked at",
                "R11_a_session_takes_as_many_messages_as_its_limit",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Result<Appended>> full(Row row, Append append) {
                        return super.full(row, Append.of(append.drafts()));
                    }
                });
    }

    private static Mutant countsCharacters() {
        return new Mutant(
                Rule.R11,
                "characters are counted where bytes are limited",
                "R11_a_session_takes_as_many_bytes_of_history_as_its_limit",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    long bytes(Row row) {
                        return tables.of(row.id).entries.stream()
                                .mapToLong(entry -> entry.content().length())
                                .sum();
                    }
                });
    }

    private static Mutant oneFileTooMany() {
        return new Mutant(
                Rule.R11,
                "a session takes one file more than its limit",
                "R11_a_session_takes_as_many_files_and_bytes_of_files_as_its_limits",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Result<Added>> full(Row row, Batch batch) {
                        boolean oneMore =
                                tables.of(row.id).files.size() + batch.files().size() == limits.of(Limit.FILES) + 1;
                        return oneMore ? Optional.empty() : super.full(row, batch);
                    }
                });
    }

    private static Mutant evicts() {
        return new Mutant(
                Rule.R11,
                "whoever has too many sessions silently loses the oldest",
                "R11_a_person_has_as_many_sessions_as_the_limit",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        if (live(control.owner()) >= limits.of(Limit.SESSIONS)) {
                            tables.rows.values().stream()
                                    .filter(row -> owns(control.owner(), row))
                                    .min(Comparator.comparing((Row row) -> row.lastActiveAt))
                                    .ifPresent(this::forget);
                        }
                        return super.made(id, control);
                    }
                });
    }

    private static Mutant overflows() {
        return new Mutant(
                Rule.R11,
                "what is there and what is to come are added up until the sum is negative",
                "R11_room_for_a_reply_without_bounds_is_refused",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Result<Appended>> full(Row row, Append append) {
                        boolean fits = bytes(row) + append.bytesNeeded() <= limits.of(Limit.HISTORY_BYTES);
                        return super.full(row, append)
                                .filter(result -> !fits || !Results.name(result).equals("refused HISTORY_BYTES"));
                    }
                });
    }

    private static Mutant countsThenMakes() {
        return new Mutant(
                Rule.R11,
                "sessions are counted in one step and made in another",
                "R11_limits_are_exact_when_many_come_at_once",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Head> create(SessionId id, Control control) {
                        boolean room = step("create", () -> live(control.owner()) < limits.of(Limit.SESSIONS));
                        Mutant.aMoment();
                        return room ? step("create", () -> inserted(id, control)) : super.create(id, control);
                    }
                });
    }

    private static Mutant remembersLostRecords() {
        return new Mutant(
                Rule.R13,
                "a record that is lost is made up from memory",
                "R13_a_session_that_lost_its_record_is_gone",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<SessionId, Row> seen = new ConcurrentHashMap<>();

                    @Override
                    @Nullable Row row(SessionId id) {
                        Row row = super.row(id);
                        if (row == null) {
                            return tables.belongings.containsKey(id) ? seen.get(id) : null;
                        }
                        Row unused = seen.put(id, row);
                        return row;
                    }
                });
    }

    private static Mutant historyEndsWhereEntriesDo() {
        return new Mutant(
                Rule.R13,
                "a history that lost its end is read as a shorter one",
                "R13_a_history_that_lost_its_end_is_not_read_as_a_whole_one",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Page> page(Row row, Slice slice) {
                        long lastSeq = row.lastSeq;
                        row.lastSeq = tables.of(row.id).entries.size();
                        Result<Page> page = super.page(row, slice);
                        row.lastSeq = lastSeq;
                        return page;
                    }
                });
    }

    private static Mutant leftoversGoToTheNext() {
        return new Mutant(
                Rule.R13,
                "what is left of a damaged session goes to who opens the next under its id",
                "R13_a_session_that_lost_its_record_is_gone",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        return row(id) == null ? inserted(id, control) : super.made(id, control);
                    }
                });
    }

    private static Mutant readsLaterFormats() {
        return new Mutant(
                Rule.R14,
                "a record of a later format is read as if it were of this one",
                "R14_a_record_of_a_later_format_is_gone_and_is_not_touched",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean knows(Row row) {
                        return true;
                    }
                });
    }

    private static Mutant overwritesLaterFormats() {
        return new Mutant(
                Rule.R14,
                "a record of a later format is taken for none, and overwritten",
                "R14_the_id_of_a_record_of_a_later_format_is_in_use",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        Row there = row(id);
                        if (there != null && !knows(there)) {
                            forget(there);
                        }
                        return super.made(id, control);
                    }
                });
    }
}
