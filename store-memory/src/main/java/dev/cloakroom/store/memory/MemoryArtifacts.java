package dev.cloakroom.store.memory;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Files as lists of chunks on the heap. Thread-safe. */
final class MemoryArtifacts implements ArtifactStore {
    private final Rooms rooms;
    private final Limits limits;

    MemoryArtifacts(Rooms rooms) {
        this.rooms = rooms;
        this.limits = rooms.limits();
    }

    @Override
    public Result<Staging> begin(Claim claim) {
        return rooms.read(claim, state -> new Chunks());
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return rooms.read(claim, state -> state.files().list());
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return rooms.read(claim, state -> state.files().find(file));
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return rooms.read(claim, state -> state.files().chunk(file, index));
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return rooms.write(claim, (room, state, now) -> {
            Files left = state.files().minus(file);
            boolean removed = left != state.files();
            if (removed) {
                rooms.capacity().give(state.files().weight() - left.weight());
                room.become(state.with(left, now, rooms.idle()));
            }
            return Result.done(removed);
        });
    }

    private Result<Added> commit(Claim claim, Batch batch, Map<UUID, List<byte[]>> chunks, boolean full) {
        IdempotencyKey key = batch.key();
        String scoped = key == null ? null : key.scopedTo(claim.principal());
        return rooms.write(claim, (room, state, now) -> {
            Keys.Recorded<Added> before = scoped == null ? null : room.files().find(scoped);
            if (before != null) {
                return before.isOf(batch.digest())
                        ? Result.done(before.outcome())
                        : Result.refused(Refusal.KEY_REUSED, 0);
            }
            Files files = state.files();
            int count = files.count() + batch.files().size();
            if (count > limits.of(Limit.FILES)) {
                return Result.refused(Refusal.FILES, count);
            }
            long bytes = files.bytes() + batch.bytes();
            if (bytes > limits.of(Limit.SESSION_FILE_BYTES)) {
                return Result.refused(Refusal.SESSION_FILE_BYTES, bytes);
            }
            long around = Weight.of(batch);
            if (full || !rooms.capacity().take(around)) {
                return Result.refused(Refusal.STORE_FULL, rooms.bytes());
            }
            Instant at = Instant.ofEpochMilli(now);
            List<Artifact> added =
                    batch.files().stream().map(file -> file.visibleAt(at)).toList();
            room.become(state.with(files.plus(added, chunks, around), now, rooms.idle()));
            if (scoped != null) {
                room.files().record(scoped, batch.digest(), new Added(added, true));
            }
            return Result.done(new Added(added, false));
        });
    }

    private static boolean isFull(Result<Added> result) {
        return result instanceof Result.Refused<Added> refused && refused.why() == Refusal.STORE_FULL;
    }

    /** Chunks on their way in, counted against the store's room from the first one on. */
    private final class Chunks implements Staging {
        private final Map<UUID, List<byte[]>> chunks = new HashMap<>();
        private long reserved;
        private boolean full;

        @Override
        public void write(UUID file, byte[] chunk) {
            full = full || !takesBytes(chunk.length);
            if (!full) {
                reserved += chunk.length;
                chunks.computeIfAbsent(file, id -> new ArrayList<>()).add(chunk);
            }
        }

        /** When there is no room, what has expired makes some. */
        private boolean takesBytes(long amount) {
            return rooms.capacity().take(amount)
                    || (rooms.sweepFoundRoom() && rooms.capacity().take(amount));
        }

        @Override
        public Result<Added> commit(Claim claim, Batch batch) {
            Result<Added> committed = MemoryArtifacts.this.commit(claim, batch, chunks, full);
            if (!full && isFull(committed) && rooms.sweepFoundRoom()) {
                committed = MemoryArtifacts.this.commit(claim, batch, chunks, false);
            }
            if (committed instanceof Result.Done<Added> done && !done.value().replayed()) {
                reserved = 0;
            }
            return committed;
        }

        @Override
        public void close() {
            rooms.capacity().give(reserved);
            reserved = 0;
            chunks.clear();
        }
    }
}
