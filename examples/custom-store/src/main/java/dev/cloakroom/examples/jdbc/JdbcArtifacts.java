package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files: a row for each, and a row for each chunk. Chunks are written as they come, so that no file is ever in memory
 * whole; they are nobody's until {@code commit} writes the row of their file. Thread-safe.
 */
record JdbcArtifacts(Database database, Guard guard, Limits limits) implements ArtifactStore {
    private static final String LIST = "SELECT " + Row.COLUMNS + ", f.* FROM cr_session s LEFT JOIN cr_file f"
            + " ON f.session = s.id AND f.visible WHERE s.id = ? ORDER BY f.place";
    private static final String FIND = "SELECT " + Row.COLUMNS + ", f.* FROM cr_session s LEFT JOIN cr_file f"
            + " ON f.session = s.id AND f.visible AND f.file = ? WHERE s.id = ?";
    private static final String CHUNK = "SELECT " + Row.COLUMNS + ", c.bytes FROM cr_session s"
            + " LEFT JOIN cr_file f ON f.session = s.id AND f.visible AND f.file = ?"
            + " LEFT JOIN cr_chunk c ON c.session = f.session AND c.file = f.file AND c.part = ? WHERE s.id = ?";

    @Override
    public Result<Staging> begin(Claim claim) {
        return guard.look(
                claim,
                "SELECT " + Row.COLUMNS + " FROM cr_session s WHERE s.id = ?",
                (row, rows) -> new Chunks(claim),
                claim.id().value());
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return guard.look(claim, LIST, (row, rows) -> files(rows), claim.id().value());
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return guard.look(
                claim,
                FIND,
                (row, rows) -> files(rows).stream().findFirst(),
                file,
                claim.id().value());
    }

    /** From the row that {@code rows} stands on to the last. */
    private static List<Artifact> files(ResultSet rows) throws SQLException {
        List<Artifact> files = new ArrayList<>();
        do {
            UUID file = rows.getObject("file", UUID.class);
            if (file != null) { // a session without such a file has one row, of nulls
                boolean unused = files.add(new Artifact(
                        file,
                        rows.getString("name"),
                        rows.getString("media_type"),
                        rows.getLong("size"),
                        rows.getString("sha256"),
                        Records.instant(rows, "kept_at")));
            }
        } while (rows.next());
        return files;
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return guard.look(
                claim,
                CHUNK,
                (row, rows) -> Optional.ofNullable(rows.getBytes("bytes")),
                file,
                index,
                claim.id().value());
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return guard.change(claim, (transaction, row) -> {
            // The row stays, for whoever repeats the key under which the file came.
            int removed = transaction.update(
                    "UPDATE cr_file SET visible = FALSE WHERE session = ? AND file = ? AND visible",
                    claim.id().value(),
                    file);
            if (removed > 0) {
                forget(transaction, claim, file);
                touch(transaction, claim, row, row.lastPlace());
            }
            return Result.done(removed > 0);
        });
    }

    private static void forget(Transaction transaction, Claim claim, UUID file) throws SQLException {
        int unused = transaction.update(
                "DELETE FROM cr_chunk WHERE session = ? AND file = ?",
                claim.id().value(),
                file);
    }

    private void touch(Transaction transaction, Claim claim, Row row, long lastPlace) throws SQLException {
        int unused = transaction.update(
                "UPDATE cr_session SET last_place = ?, active_at = ?, expires_at = ? WHERE id = ?",
                lastPlace,
                row.now(),
                row.expiryAfterUse(limits),
                claim.id().value());
    }

    private Result<Added> commit(Transaction transaction, Row row, Claim claim, Batch batch) throws SQLException {
        Optional<Keys.Recorded> before = Keys.FILES.find(transaction, claim, batch.key());
        if (before.isPresent()) {
            return before.get().isOf(batch.digest())
                    ? Result.done(new Added(filesAt(transaction, claim, before.get()), true))
                    : Result.refused(Refusal.KEY_REUSED, 0);
        }
        Optional<Result<Added>> refused = refusal(transaction, claim, batch);
        return refused.isPresent() ? refused.get() : Result.done(write(transaction, row, claim, batch));
    }

    /** The files of then, also those that were removed since. */
    private static List<Artifact> filesAt(Transaction transaction, Claim claim, Keys.Recorded places)
            throws SQLException {
        return transaction.query(
                "SELECT * FROM cr_file WHERE session = ? AND place BETWEEN ? AND ? ORDER BY place",
                rows -> rows.next() ? files(rows) : List.of(),
                claim.id().value(),
                places.first(),
                places.last());
    }

    private Optional<Result<Added>> refusal(Transaction transaction, Claim claim, Batch batch) throws SQLException {
        return transaction.query(
                "SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM cr_file WHERE session = ? AND visible",
                rows -> {
                    boolean unused = rows.next();
                    long files = rows.getLong("files") + batch.files().size();
                    long bytes = rows.getLong("bytes") + batch.bytes();
                    if (files > limits.of(Limit.FILES)) {
                        return Optional.of(Result.refused(Refusal.FILES, files));
                    }
                    return bytes > limits.of(Limit.SESSION_FILE_BYTES)
                            ? Optional.of(Result.refused(Refusal.SESSION_FILE_BYTES, bytes))
                            : Optional.empty();
                },
                claim.id().value());
    }

    private Added write(Transaction transaction, Row row, Claim claim, Batch batch) throws SQLException {
        Instant at = Instant.ofEpochMilli(row.now());
        List<Artifact> files =
                batch.files().stream().map(file -> file.visibleAt(at)).toList();
        List<@Nullable Object[]> values = new ArrayList<>();
        long place = row.lastPlace();
        for (Artifact file : files) {
            boolean unused = values.add(new Object[] {
                claim.id().value(),
                ++place,
                file.id(),
                file.name(),
                file.mediaType(),
                file.size(),
                file.sha256(),
                row.now()
            });
        }
        transaction.updateAll(
                "INSERT INTO cr_file (session, place, file, name, media_type, size, sha256, kept_at, visible)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, TRUE)",
                values);
        Keys.FILES.record(
                transaction, claim, batch.key(), Keys.Recorded.of(batch.digest(), row.lastPlace() + 1, place));
        touch(transaction, claim, row, place);
        return new Added(files, false);
    }

    /** Chunks on their way in. Used by one thread. */
    private final class Chunks implements Staging {
        private final Claim begun;
        private List<UUID> staged = new ArrayList<>();
        private int part;

        Chunks(Claim begun) {
            this.begun = begun;
        }

        @Override
        public void write(UUID file, byte[] chunk) {
            part = staged.contains(file) ? part + 1 : 0;
            if (part == 0) {
                boolean unused = staged.add(file);
            }
            Result<Boolean> unused = database.changing(transaction -> {
                // Where the session has ended there is nothing to write to, and commit says so.
                boolean lives = Guard.lock(transaction, begun.id());
                return !lives
                        ? Result.gone()
                        : Result.done(transaction.update(
                                        "INSERT INTO cr_chunk (session, file, part, bytes) VALUES (?, ?, ?, ?)",
                                        begun.id().value(),
                                        file,
                                        part,
                                        chunk)
                                > 0);
            });
        }

        @Override
        public Result<Added> commit(Claim claim, Batch batch) {
            List<UUID> mine = staged;
            staged = List.of(); // if this throws, the chunks may be those of visible files: they go with the session
            Result<Added> result = guard.change(
                    claim, (transaction, row) -> JdbcArtifacts.this.commit(transaction, row, claim, batch));
            boolean kept =
                    result instanceof Result.Done<Added> done && !done.value().replayed();
            staged = kept ? List.of() : mine;
            return result;
        }

        @Override
        public void close() {
            if (!staged.isEmpty()) {
                Result<Boolean> unused = database.changing(transaction -> {
                    for (UUID file : staged) {
                        forget(transaction, begun, file);
                    }
                    return Result.done(true);
                });
            }
        }
    }
}
