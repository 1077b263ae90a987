package dev.cloakroom.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The plainest store that keeps what {@link SessionStore} promises: one lock, one map. It notes every call, so that
 * tests can count them, and tests override single methods to make it lie.
 */
class TestStore implements SessionStore, HistoryStore, ArtifactStore, NameStore {
    final InstantSource clock;
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Limits limits;
    private final Map<SessionId, Kept> sessions = new LinkedHashMap<>();
    private final Map<String, Bound> bound = new HashMap<>();
    private final List<Listening> listening = new CopyOnWriteArrayList<>();

    TestStore(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public synchronized Result<Head> create(SessionId id, Control control) {
        calls.add("create");
        if (sessions.containsKey(id)) {
            return Result.refused(Refusal.ID_TAKEN, 0);
        }
        if (live(control.owner()).size() + 1 > limits.of(Limit.SESSIONS)) {
            return Result.refused(Refusal.SESSIONS, live(control.owner()).size() + 1L);
        }
        Kept kept = new Kept(id, control, now());
        sessions.put(id, kept);
        touch(kept);
        return Result.done(kept.head(now()));
    }

    @Override
    public synchronized Optional<Facts> facts(SessionId id, Principal who) {
        calls.add("facts");
        Kept kept = sessions.get(id);
        return kept == null || !lives(kept)
                ? Optional.empty()
                : Optional.of(kept.head(now()).factsFor(who));
    }

    @Override
    public Result<Head> head(Claim claim) {
        return guarded("head", claim, kept -> Result.done(kept.head(now())));
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next) {
        return ringing(claim, guarded("swap", claim, kept -> {
            if (kept.control.version() != version) {
                return Result.refused(Refusal.VERSION, kept.control.version());
            }
            boolean moves = !kept.control.owner().equals(next.owner());
            if (moves && live(next.owner()).size() + 1 > limits.of(Limit.SESSIONS)) {
                return Result.refused(Refusal.SESSIONS, live(next.owner()).size() + 1L);
            }
            if (kept.control.stamp().equals(next.stamp())) {
                touch(kept);
            }
            kept.control = next;
            Lease turn = next.turn();
            kept.turnUntil = turn == null ? now() : now().plus(turn.remaining());
            return Result.done(kept.head(now()));
        }));
    }

    @Override
    public Result<Head> end(Claim claim) {
        return ringing(claim, guarded("end", claim, kept -> {
            sessions.remove(kept.id);
            return Result.done(kept.head(now()));
        }));
    }

    @Override
    public synchronized Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        calls.add("owned");
        List<Head> all = live(owner);
        int from = 0;
        if (after != null) {
            List<SessionId> ids = all.stream().map(Head::id).toList();
            if (!ids.contains(after)) {
                return Optional.empty();
            }
            from = ids.indexOf(after) + 1;
        }
        int to = Math.min(all.size(), from + limit);
        return Optional.of(new Owned(all.subList(from, to), to < all.size()));
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

    @Override
    public Bell bell(SessionId id, Runnable ring) {
        Listening one = new Listening(id, ring);
        listening.add(one);
        return () -> listening.remove(one);
    }

    @Override
    public void ping() {}

    @Override
    public String name() {
        return "test";
    }

    @Override
    public void close() {
        calls.add("close");
    }

    // histories

    @Override
    public Result<Appended> append(Claim claim, Append append) {
        return ringing(claim, guarded("append", claim, kept -> {
            IdempotencyKey key = append.key();
            String scoped = key == null ? "" : key.scopedTo(claim.principal());
            Keyed before = kept.keys.get(scoped);
            if (key != null && before != null) {
                return before.digest.equals(listOf(append.digest()))
                        ? Result.done(before.places)
                        : Result.refused(Refusal.KEY_REUSED, 0);
            }
            Lease turn = kept.head(now()).control().turn();
            if (claim.fence() != 0 && (turn == null || turn.fence() != claim.fence() || !turn.running())) {
                return Result.refused(Refusal.FENCED, 0);
            }
            int last = kept.entries.size();
            if (append.expectedLastSeq() != Append.UNCONDITIONAL && append.expectedLastSeq() != last) {
                return Result.refused(Refusal.LAST_SEQ, last);
            }
            if (last + append.entriesNeeded() > limits.of(Limit.MESSAGES)) {
                return Result.refused(Refusal.MESSAGES, last + append.entriesNeeded());
            }
            long bytes = kept.entries.stream().mapToLong(Entry::bytes).sum() + append.bytesNeeded();
            if (bytes > limits.of(Limit.HISTORY_BYTES)) {
                return Result.refused(Refusal.HISTORY_BYTES, bytes);
            }
            kept.entries.addAll(append.entriesAt(last + 1L, claim.principal(), now()));
            int first = last + 1;
            if (key != null) {
                kept.keys.put(
                        scoped, new Keyed(listOf(append.digest()), new Appended.Replayed(first, kept.entries.size())));
            }
            touch(kept);
            return Result.done(new Appended.At(first, kept.entries.size(), now()));
        }));
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
        return guarded(
                "recorded",
                claim,
                kept -> Result.done(Optional.ofNullable(kept.keys.get(key.scopedTo(claim.principal())))
                        .map(Keyed::places)));
    }

    // files

    @Override
    public Result<Staging> begin(Claim claim, UUID file) {
        return guarded("begin", claim, kept -> Result.done(new Chunks()));
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return guarded(
                "list",
                claim,
                kept -> Result.done(
                        kept.files.values().stream().map(File::artifact).toList()));
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return guarded(
                "find",
                claim,
                kept -> Result.done(Optional.ofNullable(kept.files.get(file)).map(File::artifact)));
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return guarded("chunk", claim, kept -> {
            File found = kept.files.get(file);
            boolean there = found != null && index >= 0 && index < found.chunks.size();
            return Result.done(there ? Optional.of(found.chunks.get(index)) : Optional.empty());
        });
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return guarded("remove", claim, kept -> {
            boolean removed = kept.files.remove(file) != null;
            if (removed) {
                touch(kept);
            }
            return Result.done(removed);
        });
    }

    private final class Chunks implements Staging {
        private final List<byte[]> chunks = new ArrayList<>();

        @Override
        public void write(byte[] chunk) {
            calls.add("write");
            chunks.add(chunk);
        }

        @Override
        public Result<Artifact> commit(Claim claim, Upload upload) {
            return guarded("commit", claim, kept -> {
                if (kept.files.size() + 1 > limits.of(Limit.FILES)) {
                    return Result.refused(Refusal.FILES, kept.files.size() + 1L);
                }
                long bytes = kept.files.values().stream()
                                .mapToLong(file -> file.artifact.size())
                                .sum()
                        + upload.size();
                if (bytes > limits.of(Limit.SESSION_FILE_BYTES)) {
                    return Result.refused(Refusal.SESSION_FILE_BYTES, bytes);
                }
                Artifact artifact = upload.visibleAt(now());
                kept.files.put(upload.id(), new File(artifact, List.copyOf(chunks)));
                touch(kept);
                return Result.done(artifact);
            });
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
        return Optional.ofNullable(bound.get(name))
                .filter(one -> now().isBefore(one.until))
                .map(Bound::binding);
    }

    @Override
    public synchronized Result<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        calls.add("bind name");
        Bound standing = bound.get(name);
        boolean free = standing == null || !now().isBefore(standing.until) || standing.binding.equals(expected);
        if (free) {
            bound.put(name, new Bound(next, now().plus(lifetime)));
        }
        return Result.done(bound.get(name).binding);
    }

    // what tests look at

    /** The calls that {@code work} makes. */
    List<String> callsOf(Runnable work) {
        calls.clear();
        work.run();
        return List.copyOf(calls);
    }

    synchronized List<SessionId> liveIds() {
        return sessions.values().stream()
                .filter(this::lives)
                .map(kept -> kept.id)
                .toList();
    }

    int listeners() {
        return listening.size();
    }

    private static List<Byte> listOf(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>();
        for (byte one : bytes) {
            boxed.add(one);
        }
        return boxed;
    }

    private Instant now() {
        return clock.instant();
    }

    private boolean lives(Kept kept) {
        return now().isBefore(kept.deadline());
    }

    private void touch(Kept kept) {
        kept.lastActiveAt = now();
        kept.idleDeadline = now().plus(limits.idleTimeout());
    }

    private List<Head> live(Principal owner) {
        return sessions.values().stream()
                .filter(kept -> lives(kept) && kept.control.owner().equals(owner))
                .map(kept -> kept.head(now()))
                .sorted(Comparator.comparing(Head::lastActiveAt).reversed())
                .toList();
    }

    private synchronized <T> Result<T> guarded(String call, Claim claim, Function<Kept, Result<T>> effect) {
        calls.add(call);
        Kept kept = sessions.get(claim.id());
        if (kept == null || !lives(kept)) {
            return Result.gone();
        }
        return kept.control.stamp().equals(claim.stamp()) ? effect.apply(kept) : Result.stale();
    }

    private <T> Result<T> ringing(Claim claim, Result<T> result) {
        if (result instanceof Result.Done<T>) {
            listening.stream().filter(one -> one.id.equals(claim.id())).forEach(one -> one.ring.run());
        }
        return result;
    }

    private final class Kept {
        private final SessionId id;
        private final Instant createdAt;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, Keyed> keys = new HashMap<>();
        private final Map<UUID, File> files = new LinkedHashMap<>();
        private Control control;
        private Instant turnUntil = Instant.EPOCH;
        private Instant lastActiveAt = Instant.EPOCH;
        private Instant idleDeadline = Instant.EPOCH;

        Kept(SessionId id, Control control, Instant createdAt) {
            this.id = id;
            this.control = control;
            this.createdAt = createdAt;
        }

        Instant deadline() {
            Instant absolute = createdAt.plus(limits.absoluteTimeout());
            return idleDeadline.isBefore(absolute) ? idleDeadline : absolute;
        }

        Head head(Instant now) {
            Lease turn = control.turn();
            Control seen = turn == null
                    ? control
                    : new Control(
                            control.owner(),
                            control.stamp(),
                            control.version(),
                            control.grants(),
                            control.metadata(),
                            new Lease(turn.fence(), turn.holder(), Duration.between(now, turnUntil)));
            return new Head(id, seen, createdAt, lastActiveAt, deadline(), entries.size());
        }
    }

    private record Bound(Binding binding, Instant until) {}

    private record Keyed(List<Byte> digest, Appended.Replayed places) {}

    private record File(Artifact artifact, List<byte[]> chunks) {}

    private record Listening(SessionId id, Runnable ring) {}
}
