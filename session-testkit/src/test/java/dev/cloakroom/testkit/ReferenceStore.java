package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The plainest store that keeps the contract: every operation is one atomic step. Wrong stores override one method of
 * it each.
 */
class ReferenceStore extends ReferenceBuckets implements HistoryStore, ArtifactStore, NameStore {
    ReferenceStore(Tables tables, Limits limits) {
        super(tables, limits);
    }

    @Override
    public HistoryStore history() {
        return this;
    }

    @Override
    public ArtifactStore artifacts() {
        return this;
    }

    @Override
    public Optional<NameStore> names() {
        return Optional.of(this);
    }

    // histories

    @Override
    public Result<Appended> append(Claim claim, Append append) {
        return changing("append", claim, row -> appended(row, claim, append));
    }

    Result<Appended> appended(Row row, Claim claim, Append append) {
        Optional<Result<Appended>> answer = replayed(row, claim, append).or(() -> refused(row, claim, append));
        if (answer.isPresent()) {
            return answer.get();
        }
        Appended.At at = write(row, claim, append);
        record(row, claim, append, at);
        touch(row);
        return Result.done(at);
    }

    Optional<Result<Appended>> replayed(Row row, Claim claim, Append append) {
        Row.Keyed before = append.key() == null ? null : tables.of(row.id).keys.get(scoped(row, claim, append.key()));
        if (before == null) {
            return Optional.empty();
        }
        return Optional.of(
                before.digest().equals(digest(append))
                        ? Result.done(before.places())
                        : Result.refused(Refusal.KEY_REUSED, 0));
    }

    String scoped(Row row, Claim claim, IdempotencyKey key) {
        return key.scopedTo(claim.principal());
    }

    String digest(Append append) {
        return HexFormat.of().formatHex(append.digest());
    }

    Optional<Result<Appended>> refused(Row row, Claim claim, Append append) {
        long last = row.lastSeq;
        if (fencedOff(row, claim)) {
            return Optional.of(Result.refused(Refusal.FENCED, 0));
        }
        if (append.expectedLastSeq() != Append.UNCONDITIONAL && append.expectedLastSeq() != last) {
            return Optional.of(Result.refused(Refusal.LAST_SEQ, last));
        }
        return full(row, append);
    }

    Optional<Result<Appended>> full(Row row, Append append) {
        if (append.entriesNeeded() > limits.of(Limit.MESSAGES) - row.lastSeq) {
            return Optional.of(Result.refused(Refusal.MESSAGES, row.lastSeq + append.entriesNeeded()));
        }
        long bytes = bytes(row);
        if (append.bytesNeeded() > limits.of(Limit.HISTORY_BYTES) - bytes) {
            return Optional.of(Result.refused(Refusal.HISTORY_BYTES, bytes + append.bytesNeeded()));
        }
        return Optional.empty();
    }

    long bytes(Row row) {
        return tables.of(row.id).entries.stream().mapToLong(Entry::bytes).sum();
    }

    Appended.At write(Row row, Claim claim, Append append) {
        Instant at = Instant.ofEpochMilli(now());
        long first = row.lastSeq + 1;
        tables.of(row.id).entries.addAll(append.entriesAt(first, claim.principal(), at));
        row.lastSeq += append.drafts().size();
        return new Appended.At(first, row.lastSeq, at);
    }

    void record(Row row, Claim claim, Append append, Appended at) {
        if (append.key() != null) {
            tables.of(row.id)
                    .keys
                    .put(
                            scoped(row, claim, append.key()),
                            new Row.Keyed(digest(append), new Appended.Replayed(at.first(), at.last())));
        }
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        return looking("read", claim, row -> page(row, slice));
    }

    Result<Page> page(Row row, Slice slice) {
        List<Entry> entries = tables.of(row.id).entries;
        long from = slice.from(row.lastSeq);
        long to = slice.to(row.lastSeq);
        List<Entry> range = entries.stream()
                .filter(entry -> entry.seq() >= from && entry.seq() <= to)
                .toList();
        return Result.done(Page.of(slice, range, row.lastSeq, limits.of(Limit.PAGE_BYTES)));
    }

    @Override
    public Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key) {
        return looking(
                "recorded",
                claim,
                row -> Result.done(Optional.ofNullable(tables.of(row.id).keys.get(scoped(row, claim, key)))
                        .map(Row.Keyed::places)));
    }

    // files

    @Override
    public Result<Staging> begin(Claim claim) {
        return looking("begin", claim, row -> Result.done(new Chunks()));
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return looking("list", claim, row -> Result.done(listed(row)));
    }

    List<Artifact> listed(Row row) {
        return tables.of(row.id).files.values().stream()
                .map(Row.Stored::artifact)
                .toList();
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return looking(
                "find",
                claim,
                row -> Result.done(Optional.ofNullable(stored(row, file)).map(Row.Stored::artifact)));
    }

    Row.Stored stored(Row row, UUID file) {
        return tables.of(row.id).files.get(file);
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return looking("chunk", claim, row -> {
            Row.Stored found = stored(row, file);
            boolean there =
                    found != null && index >= 0 && index < found.chunks().size();
            return Result.done(there ? Optional.of(found.chunks().get(index)) : Optional.empty());
        });
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return changing("remove", claim, row -> {
            boolean removed = removed(row, file);
            if (removed) {
                touch(row);
            }
            return Result.done(removed);
        });
    }

    boolean removed(Row row, UUID file) {
        return tables.of(row.id).files.remove(file) != null;
    }

    Result<Added> committed(Row row, Claim claim, Batch batch, Map<UUID, List<byte[]>> chunks) {
        Row.FilesKeyed before =
                batch.key() == null ? null : tables.of(row.id).fileKeys.get(scoped(row, claim, batch.key()));
        if (before != null) {
            return before.digest().equals(digest(batch))
                    ? Result.done(before.files())
                    : Result.refused(Refusal.KEY_REUSED, 0);
        }
        Optional<Result<Added>> full = full(row, batch);
        if (full.isPresent()) {
            return full.get();
        }
        Instant at = Instant.ofEpochMilli(now());
        List<Artifact> files =
                batch.files().stream().map(file -> file.visibleAt(at)).toList();
        files.forEach(file -> keep(row, file, chunks.getOrDefault(file.id(), List.of())));
        touch(row);
        if (batch.key() != null) {
            tables.of(row.id)
                    .fileKeys
                    .put(scoped(row, claim, batch.key()), new Row.FilesKeyed(digest(batch), new Added(files, true)));
        }
        return Result.done(new Added(files, false));
    }

    String digest(Batch batch) {
        return HexFormat.of().formatHex(batch.digest());
    }

    Optional<Result<Added>> full(Row row, Batch batch) {
        int count = tables.of(row.id).files.size() + batch.files().size();
        if (count > limits.of(Limit.FILES)) {
            return Optional.of(Result.refused(Refusal.FILES, count));
        }
        long bytes = fileBytes(row) + batch.bytes();
        return bytes > limits.of(Limit.SESSION_FILE_BYTES)
                ? Optional.of(Result.refused(Refusal.SESSION_FILE_BYTES, bytes))
                : Optional.empty();
    }

    long fileBytes(Row row) {
        return tables.of(row.id).files.values().stream()
                .mapToLong(file -> file.artifact().size())
                .sum();
    }

    void keep(Row row, Artifact file, List<byte[]> chunks) {
        tables.of(row.id).files.put(file.id(), new Row.Stored(file, List.copyOf(chunks)));
    }

    /** Chunks on their way in, in the memory of the process until they are committed. */
    class Chunks implements Staging {
        final Map<UUID, List<byte[]>> chunks = new HashMap<>();

        @Override
        public void write(UUID file, byte[] chunk) {
            chunks.computeIfAbsent(file, id -> new ArrayList<>()).add(chunk);
        }

        @Override
        public Result<Added> commit(Claim claim, Batch batch) {
            return changing("commit", claim, row -> committed(row, claim, batch, chunks));
        }

        @Override
        public void close() {
            chunks.clear();
        }
    }

    // names

    @Override
    public Optional<Binding> find(String name) {
        return look("find name", () -> standing(name));
    }

    @Override
    public Optional<Binding> bind(String name, Binding expected, Binding next, Duration lifetime) {
        return step("bind", () -> Optional.of(bound(name, expected, next, lifetime)));
    }

    Binding bound(String name, Binding expected, Binding next, Duration lifetime) {
        Binding standing = standing(name).orElse(null);
        if (standing != null && !Objects.equals(standing, expected)) {
            return standing;
        }
        tables.names.put(name, new Tables.Bound(next, now() + lifetime.toMillis()));
        return next;
    }

    Optional<Binding> standing(String name) {
        return Optional.ofNullable(tables.names.get(name))
                .filter(bound -> now() < bound.until())
                .map(Tables.Bound::binding);
    }
}
