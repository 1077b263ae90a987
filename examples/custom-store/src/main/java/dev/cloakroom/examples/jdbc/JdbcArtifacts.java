package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files: a row for each, and a row for each chunk. Chunks are written as they come, so that no file is ever in memory
 * whole; they are nobody's until {@code commit} writes the row of their file. Thread-safe.
 */
record JdbcArtifacts(Database database, Guard guard, Limits limits) implements ArtifactStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcArtifacts.class);

    private static final String LIST = "SELECT " + Row.COLUMNS + ", f.* FROM cr_session s LEFT JOIN cr_file f"
            + " ON f.session = s.id AND f.visible WHERE s.id = ? ORDER BY f.place";
    private static final String FIND = "SELECT " + Row.COLUMNS + ", f.* FROM cr_session s LEFT JOIN cr_file f"
            + " ON f.session = s.id AND f.visible AND f.file = ? WHERE s.id = ?";
    private static final String CHUNK = "SELECT " + Row.COLUMNS + ", c.bytes FROM cr_session s"
            + " LEFT JOIN cr_file f ON f.session = s.id AND f.visible AND f.file = ?"
            + " LEFT JOIN cr_chunk c ON c.session = f.session AND c.file = f.file AND c.part = ? WHERE s.id = ?";

    private static final String WRITE = "INSERT INTO cr_chunk (session, file, part, bytes) VALUES (?, ?, ?, ?)";
    private static final String FORGET = "DELETE FROM cr_chunk WHERE session = ? AND file = ?";

    @Override
    public Result<Staging> begin(Claim claim) {
        return guard.look(claim, (row, rows) -> new Chunks(claim), LIST, claim.id());
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return guard.look(claim, (row, rows) -> files(rows), LIST, claim.id());
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return guard.look(claim, (row, rows) -> files(rows).stream().findFirst(), FIND, file, claim.id());
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return guard.look(
                claim, (row, rows) -> Optional.ofNullable(rows.getBytes("bytes")), CHUNK, file, index, claim.id());
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
        return List.copyOf(files);
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return guard.change(claim, (tx, row) -> {
            // The row stays, for whoever repeats the key under which the file came.
            int removed = tx.update(
                    "UPDATE cr_file SET visible = FALSE WHERE session = ? AND file = ? AND visible", claim.id(), file);
            if (removed > 0) {
                tx.execute(FORGET, claim.id(), file);
                Records.used(tx, claim, row, limits, 0, 0, 0);
            }
            return Result.done(removed > 0);
        });
    }

    private Result<Added> commit(Transaction tx, Row row, Claim claim, Batch batch) throws SQLException {
        Optional<Keys.Recorded> before = Keys.FILES.find(tx, claim, batch.key());
        if (before.isPresent()) {
            return before.get().isOf(batch.digest())
                    ? Result.done(new Added(filesAt(tx, claim, before.get()), true))
                    : Result.refused(Refusal.KEY_REUSED, 0);
        }
        Optional<Result<Added>> refused = refusal(tx, claim, batch);
        return refused.isPresent() ? refused.get() : Result.done(write(tx, row, claim, batch));
    }

    /** The files of then, also those that were removed since. */
    private static List<Artifact> filesAt(Transaction tx, Claim claim, Keys.Recorded places) throws SQLException {
        return tx.query(
                "SELECT * FROM cr_file WHERE session = ? AND place BETWEEN ? AND ? ORDER BY place",
                rows -> rows.next() ? files(rows) : List.of(),
                claim.id(),
                places.first(),
                places.last());
    }

    private Optional<Result<Added>> refusal(Transaction tx, Claim claim, Batch batch) throws SQLException {
        return tx.query(
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
                claim.id());
    }

    private Added write(Transaction tx, Row row, Claim claim, Batch batch) throws SQLException {
        Instant at = Instant.ofEpochMilli(row.now());
        List<Artifact> files =
                batch.files().stream().map(file -> file.visibleAt(at)).toList();
        List<@Nullable Object[]> values = new ArrayList<>();
        long place = row.lastPlace();
        for (Artifact file : files) {
            place++;
            boolean unused = values.add(new Object[] {
                claim.id(), place, file.id(), file.name(), file.mediaType(), file.size(), file.sha256(), row.now()
            });
        }
        tx.executeAll(
                "INSERT INTO cr_file (session, place, file, name, media_type, size, sha256, kept_at, visible)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, TRUE)",
                values);
        Keys.FILES.record(tx, claim, batch.key(), Keys.Recorded.of(batch.digest(), row.lastPlace() + 1, place));
        Records.used(tx, claim, row, limits, 0, 0, files.size());
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
            Result<Boolean> unused = database.changing(tx -> {
                if (!Guard.lock(tx, begun.id())) {
                    return Result.gone(); // nothing is left to write to, and commit will say so
                }
                tx.execute(WRITE, begun.id(), file, part, chunk);
                return Result.done(true);
            });
        }

        @Override
        public Result<Added> commit(Claim claim, Batch batch) {
            List<UUID> mine = staged;
            staged = List.of(); // if this throws, the chunks may be those of visible files: they go with the session
            Result<Added> result = guard.change(claim, (tx, row) -> JdbcArtifacts.this.commit(tx, row, claim, batch));
            boolean kept =
                    result instanceof Result.Done<Added> done && !done.value().replayed();
            staged = kept ? List.of() : mine;
            return result;
        }

        @Override
        public void close() {
            for (UUID file : staged) {
                try {
                    Result<Boolean> unused = database.changing(tx -> {
                        tx.execute(FORGET, begun.id(), file);
                        return Result.done(true);
                    });
                } catch (SessionException e) {
                    LOG.warn("chunks that nobody sees stay until their session ends: {}", e.getMessage());
                }
            }
        }
    }
}
