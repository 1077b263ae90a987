package dev.cloakroom.store.memory;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    public Result<Staging> begin(Claim claim, UUID file) {
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

    private Result<Artifact> commit(Claim claim, Upload upload, List<byte[]> chunks, boolean full) {
        return rooms.write(claim, (room, state, now) -> {
            Files files = state.files();
            if (files.count() + 1 > limits.of(Limit.FILES)) {
                return Result.refused(Refusal.FILES, files.count() + 1);
            }
            if (files.bytes() + upload.size() > limits.of(Limit.SESSION_FILE_BYTES)) {
                return Result.refused(Refusal.SESSION_FILE_BYTES, files.bytes() + upload.size());
            }
            Artifact artifact = upload.visibleAt(Instant.ofEpochMilli(now));
            if (full || !rooms.capacity().take(Weight.of(artifact))) {
                return Result.refused(Refusal.STORE_FULL, rooms.bytes());
            }
            room.become(state.with(files.plus(artifact, chunks), now, rooms.idle()));
            return Result.done(artifact);
        });
    }

    private static boolean isFull(Result<Artifact> result) {
        return result instanceof Result.Refused<Artifact> refused && refused.why() == Refusal.STORE_FULL;
    }

    /** Chunks on their way in, counted against the store's room from the first one on. */
    private final class Chunks implements Staging {
        private final List<byte[]> chunks = new ArrayList<>();
        private long reserved;
        private boolean full;

        @Override
        public void write(byte[] chunk) {
            full = full || !takesBytes(chunk.length);
            if (!full) {
                reserved += chunk.length;
                chunks.add(chunk);
            }
        }

        /** When there is no room, what has expired makes some. */
        private boolean takesBytes(long amount) {
            return rooms.capacity().take(amount)
                    || (rooms.sweepFoundRoom() && rooms.capacity().take(amount));
        }

        @Override
        public Result<Artifact> commit(Claim claim, Upload upload) {
            Result<Artifact> committed = MemoryArtifacts.this.commit(claim, upload, chunks, full);
            if (!full && isFull(committed) && rooms.sweepFoundRoom()) {
                committed = MemoryArtifacts.this.commit(claim, upload, chunks, false);
            }
            if (committed instanceof Result.Done<Artifact>) {
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
