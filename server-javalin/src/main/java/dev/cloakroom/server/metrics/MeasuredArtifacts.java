package dev.cloakroom.server.metrics;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The files of a {@link MeasuredStore}. Thread-safe. */
final class MeasuredArtifacts implements ArtifactStore {

    private final ArtifactStore artifacts;
    private final StoreMeter meter;

    MeasuredArtifacts(ArtifactStore artifacts, StoreMeter meter) {
        this.artifacts = artifacts;
        this.meter = meter;
    }

    @Override
    public Result<Staging> begin(Claim claim) {
        Result<Staging> begun = meter.result(StoreOperation.FILES_BEGIN, () -> artifacts.begin(claim));
        return begun instanceof Result.Done<Staging> done
                ? Result.done(new MeasuredStaging(done.value(), meter))
                : begun;
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        return meter.result(StoreOperation.FILES_LIST, () -> artifacts.list(claim));
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        return meter.result(StoreOperation.FILES_FIND, () -> artifacts.find(claim, file));
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        return meter.result(StoreOperation.FILES_CHUNK, () -> artifacts.chunk(claim, file, index));
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        return meter.result(StoreOperation.FILES_REMOVE, () -> artifacts.remove(claim, file));
    }

    /** Chunks on their way in. Used by one thread. */
    private record MeasuredStaging(Staging staging, StoreMeter meter) implements Staging {

        @Override
        public void write(UUID file, byte[] chunk) {
            var unused = meter.value(StoreOperation.FILES_WRITE, () -> {
                staging.write(file, chunk);
                return true;
            });
        }

        @Override
        public Result<Artifacts.Added> commit(Claim claim, Batch batch) {
            return meter.result(StoreOperation.FILES_COMMIT, () -> staging.commit(claim, batch));
        }

        @Override
        public void close() {
            staging.close();
        }

        @Override
        public String toString() {
            return "MeasuredStaging";
        }
    }
}
