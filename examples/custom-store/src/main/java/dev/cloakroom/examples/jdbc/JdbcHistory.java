package dev.cloakroom.examples.jdbc;

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

    private static final String RECORDED = "SELECT " + Row.COLUMNS + ", k.first, k.last FROM cr_session s"
            + " LEFT JOIN cr_key k ON k.session = s.id AND k.kind = ? AND k.scoped = ? WHERE s.id = ?";

    @Override
    public Result<Appended> append(Claim claim, Append append) {
        return guard.change(claim, (tx, row) -> {
            Optional<Keys.Recorded> before = Keys.APPEND.find(tx, claim, append.key());
            if (before.isPresent()) {
                return before.get().isOf(append.digest())
                        ? Result.done(new Appended.Replayed(
                                before.get().first(), before.get().last()))
                        : Result.refused(Refusal.KEY_REUSED, 0);
            }
            Optional<Result<Appended>> refused = refusal(row, claim, append);
            return refused.isPresent() ? refused.get() : Result.done(write(tx, row, claim, append));
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
    private Appended write(Transaction tx, Row row, Claim claim, Append append) throws SQLException {
        long first = row.lastSeq() + 1;
        long last = row.lastSeq() + append.drafts().size();
        Instant at = Instant.ofEpochMilli(row.now());
        List<@Nullable Object[]> entries = new ArrayList<>();
        for (Entry entry : append.entriesAt(first, claim.principal(), at)) {
            byte[] content = Columns.bytes(entry.content());
            String pairs = Columns.pairs(entry.metadata());
            boolean unused = entries.add(
                    new Object[] {claim.id(), entry.seq(), entry.role(), content, entry.author(), row.now(), pairs});
        }
        tx.executeAll(
                "INSERT INTO cr_entry (session, seq, role, content, author, written_at, pairs)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                entries);
        Keys.APPEND.record(tx, claim, append.key(), Keys.Recorded.of(append.digest(), first, last));
        Records.used(tx, claim, row, limits, append.drafts().size(), append.bytes(), 0);
        return new Appended.At(first, last, at);
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        String sql = String.format(READ, slice.end() == Slice.End.OLDEST ? "ASC" : "DESC");
        return guard.look(
                claim,
                (row, rows) -> Page.of(slice, entries(rows), row.lastSeq(), limits.of(Limit.PAGE_BYTES)),
                sql,
                claim.id(),
                slice.after(),
                slice.before(),
                slice.limit(),
                claim.id());
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
                (row, rows) -> rows.getLong("first") == 0
                        ? Optional.empty()
                        : Optional.of(new Appended.Replayed(rows.getLong("first"), rows.getLong("last"))),
                RECORDED,
                Keys.APPEND,
                key.scopedTo(claim.principal()),
                claim.id());
    }
}
