package dev.cloakroom.examples.jdbc;

import static dev.cloakroom.examples.jdbc.Columns.bytes;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Histories: a row for each entry. Thread-safe. */
record JdbcHistory(Guard guard, Limits limits) implements HistoryStore {
    private static final String READ = "SELECT " + Row.COLUMNS + ", e.* FROM cr_session s LEFT JOIN"
            + " (SELECT * FROM cr_entry WHERE session = ? AND seq > ? AND seq < ? ORDER BY seq %s LIMIT ?) e"
            + " ON e.session = s.id WHERE s.id = ? ORDER BY e.seq";

    @Override
    public Result<Appended> append(Claim claim, Append append) {
        return guard.change(claim, (transaction, row) -> {
            Optional<Keys.Recorded> before = Keys.APPEND.find(transaction, claim, append.key());
            if (before.isPresent()) {
                return before.get().isOf(append.digest())
                        ? Result.done(new Appended.Replayed(
                                before.get().first(), before.get().last()))
                        : Result.refused(Refusal.KEY_REUSED, 0);
            }
            Optional<Result<Appended>> refused = refusal(row, claim, append);
            return refused.isPresent() ? refused.get() : Result.done(write(transaction, row, claim, append));
        });
    }

    private Optional<Result<Appended>> refusal(Row row, Claim claim, Append append) {
        if (row.isFencedOff(claim)) {
            return Optional.of(Result.refused(Refusal.FENCED, 0));
        }
        if (append.expectedLastSeq() != Append.UNCONDITIONAL && append.expectedLastSeq() != row.lastSeq()) {
            return Optional.of(Result.refused(Refusal.LAST_SEQ, row.lastSeq()));
        }
        if (append.entriesNeeded() > limits.of(Limit.MESSAGES) - row.lastSeq()) {
            return Optional.of(Result.refused(Refusal.MESSAGES, row.lastSeq() + append.entriesNeeded()));
        }
        if (append.bytesNeeded() > limits.of(Limit.HISTORY_BYTES) - row.historyBytes()) {
            return Optional.of(Result.refused(Refusal.HISTORY_BYTES, row.historyBytes() + append.bytesNeeded()));
        }
        return Optional.empty();
    }

    /** Entries, key, counters and deadline: one transaction, so all of it or none. */
    private Appended write(Transaction transaction, Row row, Claim claim, Append append) throws SQLException {
        long first = row.lastSeq() + 1;
        long last = row.lastSeq() + append.drafts().size();
        Instant at = Instant.ofEpochMilli(row.now());
        List<@Nullable Object[]> entries = new ArrayList<>();
        for (Entry entry : append.entriesAt(first, claim.principal(), at)) {
            boolean unused = entries.add(new Object[] {
                claim.id().value(),
                entry.seq(),
                entry.role().name(),
                bytes(entry.content()),
                bytes(entry.author()),
                row.now(),
                Columns.pairs(entry.metadata())
            });
        }
        transaction.updateAll(
                "INSERT INTO cr_entry (session, seq, role, content, author, written_at, pairs)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                entries);
        Keys.APPEND.record(transaction, claim, append.key(), Keys.Recorded.of(append.digest(), first, last));
        int unused = transaction.update(
                "UPDATE cr_session SET last_seq = ?, history_bytes = history_bytes + ?, active_at = ?, expires_at = ?"
                        + " WHERE id = ?",
                last,
                append.bytes(),
                row.now(),
                row.expiryAfterUse(limits),
                claim.id().value());
        return new Appended.At(first, last, at);
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        String sql = String.format(READ, slice.end() == Slice.End.OLDEST ? "ASC" : "DESC");
        return guard.look(
                claim,
                sql,
                (row, rows) -> Page.of(slice, entries(rows), row.lastSeq(), limits.of(Limit.PAGE_BYTES)),
                claim.id().value(),
                slice.after(),
                slice.before(),
                slice.limit(),
                claim.id().value());
    }

    private static List<Entry> entries(ResultSet rows) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        do {
            if (rows.getLong("seq") > 0) { // a session without entries in the slice has one row, of nulls
                boolean unused = entries.add(new Entry(
                        rows.getLong("seq"),
                        Role.valueOf(rows.getString("role")),
                        Columns.text(rows.getBytes("content")),
                        Columns.principal(rows.getBytes("author")),
                        Records.instant(rows, "written_at"),
                        Columns.pairs(rows.getString("pairs"))));
            }
        } while (rows.next());
        return entries;
    }

    @Override
    public Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key) {
        return guard.look(
                claim,
                "SELECT " + Row.COLUMNS + ", k.first, k.last FROM cr_session s LEFT JOIN cr_key k"
                        + " ON k.session = s.id AND k.kind = ? AND k.scoped = ? WHERE s.id = ?",
                (row, rows) -> rows.getLong("first") == 0
                        ? Optional.empty()
                        : Optional.of(new Appended.Replayed(rows.getLong("first"), rows.getLong("last"))),
                Keys.APPEND.name(),
                key.scopedTo(claim.principal()),
                claim.id().value());
    }
}
