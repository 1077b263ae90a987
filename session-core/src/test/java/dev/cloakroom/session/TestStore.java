package dev.cloakroom.session;

import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Result.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The plainest store that keeps what {@link SessionStore} promises. Tests count its calls, and override single methods
 * to make it lie.
 */
class TestStore extends TestSessions implements HistoryStore, ArtifactStore, NameStore {
    private final Map<String, Bound> bound = new HashMap<>();

    TestStore(Limits limits, InstantSource clock) {
        super(limits, clock);
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
        return ringing(claim, guarded("append", claim, kept -> appended(kept, claim, append)));
    }

    private Result<Appended> appended(Kept kept, Claim claim, Append append) {
        IdempotencyKey key = append.key();
        String scoped = key == null ? "" : key.scopedTo(claim.principal());
        String digest = HexFormat.of().formatHex(append.digest());
        Kept.Keyed before = kept.keys.get(scoped);
        if (before != null) {
            return before.digest().equals(digest)
                    ? Result.done(before.places())
                    : Result.refused(Refusal.KEY_REUSED, 0);
        }
        if (claim.fence() != 0 && !kept.inTurn(claim.fence(), now())) {
            return Result.refused(Refusal.FENCED, 0);
        }
        int last = kept.entries.size();
        if (append.expectedLastSeq() != Append.UNCONDITIONAL && append.expectedLastSeq() != last) {
            return Result.refused(Refusal.LAST_SEQ, last);
        }
        if (last + append.entriesNeeded() > limits.of(Limit.MESSAGES)) {
            return Result.refused(Refusal.MESSAGES, last + append.entriesNeeded());
        }
        if (kept.entryBytes() + append.bytesNeeded() > limits.of(Limit.HISTORY_BYTES)) {
            return Result.refused(Refusal.HISTORY_BYTES, kept.entryBytes() + append.bytesNeeded());
        }
        kept.entries.addAll(append.entriesAt(last + 1L, claim.principal(), now()));
        kept.touch(now());
        Appended.At at = new Appended.At(last + 1L, kept.entries.size(), now());
        if (key != null) {
            kept.keys.put(scoped, new Kept.Keyed(digest, new Appended.Replayed(at.first(), at.last())));
        }
        return Result.done(at);
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        return guarded("read", claim, kept -> {
            long last = kept.entries.size();
            long from = slice.from(last);
            long to = slice.to(last);
            List<Entry> range = from > to ? List.of() : List.copyOf(kept.entries.subList((int) from - 1, (int) to));
            return Result.done(Page.of(slice, range, last, limits.of(Limit.PAGE_BYTES)));
        });
    }

    @Override
    public Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key) {
        String scoped = key.scopedTo(claim.principal());
        return guarded(
                "recorded",
                claim,
                kept -> Result.done(Optional.ofNullable(kept.keys.get(scoped)).map(Kept.Keyed::places)));
    }

    // files

    @Override
    public Result<Staging> begin(Claim claim) {
        return guarded("begin", claim, kept -> Result.done(new Chunks()));
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return guarded(
                "list",
                claim,
                kept -> Result.done(
                        kept.files.values().stream().map(Kept.Stored::artifact).toList()));
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return guarded(
                "find",
                claim,
                kept -> Result.done(Optional.ofNullable(kept.files.get(file)).map(Kept.Stored::artifact)));
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return guarded("chunk", claim, kept -> {
            Kept.Stored found = kept.files.get(file);
            boolean there =
                    found != null && index >= 0 && index < found.chunks().size();
            return Result.done(there ? Optional.of(found.chunks().get(index)) : Optional.empty());
        });
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return guarded("remove", claim, kept -> {
            boolean removed = kept.files.remove(file) != null;
            if (removed) {
                kept.touch(now());
            }
            return Result.done(removed);
        });
    }

    private Result<Artifacts.Added> added(Kept kept, Claim claim, Batch batch, Map<UUID, List<byte[]>> chunks) {
        IdempotencyKey key = batch.key();
        String scoped = key == null ? "" : key.scopedTo(claim.principal());
        String digest = HexFormat.of().formatHex(batch.digest());
        Kept.FilesKeyed before = kept.fileKeys.get(scoped);
        if (before != null) {
            return before.digest().equals(digest) ? Result.done(before.files()) : Result.refused(Refusal.KEY_REUSED, 0);
        }
        int count = kept.files.size() + batch.files().size();
        if (count > limits.of(Limit.FILES)) {
            return Result.refused(Refusal.FILES, count);
        }
        long bytes = kept.fileBytes() + batch.bytes();
        if (bytes > limits.of(Limit.SESSION_FILE_BYTES)) {
            return Result.refused(Refusal.SESSION_FILE_BYTES, bytes);
        }
        List<Artifact> files = new ArrayList<>();
        for (Upload upload : batch.files()) {
            Artifact file = upload.visibleAt(now());
            files.add(file);
            kept.files.put(file.id(), new Kept.Stored(file, List.copyOf(chunks.getOrDefault(file.id(), List.of()))));
        }
        kept.touch(now());
        if (key != null) {
            kept.fileKeys.put(scoped, new Kept.FilesKeyed(digest, new Artifacts.Added(files, true)));
        }
        return Result.done(new Artifacts.Added(files, false));
    }

    private final class Chunks implements Staging {
        private final Map<UUID, List<byte[]>> chunks = new HashMap<>();

        @Override
        public void write(UUID file, byte[] chunk) {
            calls.add("write");
            chunks.computeIfAbsent(file, id -> new ArrayList<>()).add(chunk);
        }

        @Override
        public Result<Artifacts.Added> commit(Claim claim, Batch batch) {
            return guarded("commit", claim, kept -> added(kept, claim, batch, chunks));
        }

        @Override
        public void close() {
            calls.add("staging closed");
        }
    }

    // names

    @Override
    public synchronized Optional<Binding> find(String name) {
        calls.add("find name");
        return Optional.ofNullable(standing(name)).map(Bound::binding);
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        calls.add("bind name");
        synchronized (this) {
            Bound standing = standing(name);
            if (standing == null || standing.binding.equals(expected)) {
                bound.put(name, new Bound(next, now().plus(lifetime)));
            }
            return Optional.of(bound.get(name).binding);
        }
    }

    private @Nullable Bound standing(String name) {
        Bound found = bound.get(name);
        return found == null || !now().isBefore(found.until) ? null : found;
    }

    private record Bound(Binding binding, Instant until) {}
}
