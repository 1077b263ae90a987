package dev.cloakroom.server.metrics;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Files, measured. Thread-safe. */
record MeasuredArtifacts(ArtifactStore artifacts, StoreMeter meter) implements ArtifactStore {

    @Override
    public Result<Staging> begin(Claim claim) {
        Result<Staging> begun = meter.result(StoreOperation.BEGIN_FILES, () -> artifacts.begin(claim));
        return begun instanceof Result.Done<Staging> done
                ? Result.done(new MeasuredStaging(done.value(), meter))
                : begun;
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return meter.result(StoreOperation.LIST_FILES, () -> artifacts.list(claim));
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return meter.result(StoreOperation.FIND_FILE, () -> artifacts.find(claim, file));
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return meter.result(StoreOperation.READ_CHUNK, () -> artifacts.chunk(claim, file, index));
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return meter.result(StoreOperation.REMOVE_FILE, () -> artifacts.remove(claim, file));
    }

    /** Files on their way in, measured. Used by one thread. */
    private record MeasuredStaging(Staging staging, StoreMeter meter) implements Staging {

        @Override
        public void write(UUID file, byte[] chunk) {
            meter.done(StoreOperation.WRITE_CHUNK, () -> staging.write(file, chunk));
        }

        @Override
        public Result<Artifacts.Added> commit(Claim claim, Batch batch) {
            return meter.result(StoreOperation.COMMIT_FILES, () -> staging.commit(claim, batch));
        }

        @Override
        public void close() {
            staging.close();
        }
    }
}
