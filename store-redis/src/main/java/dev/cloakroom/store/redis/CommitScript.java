package dev.cloakroom.store.redis;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.StoreUnavailable;
import java.time.Instant;
import java.util.List;

/**
 * Makes files visible. Without a key a second execution could make them visible twice, so there is none. Thread-safe.
 */
final class CommitScript {
    private static final byte[] NOTHING = {};

    private final Redis redis;
    private final Keys keys;
    private final Upkeep upkeep;
    private final Limits limits;

    CommitScript(Redis redis, Keys keys, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.upkeep = upkeep;
        this.limits = limits;
    }

    /** @param full whether a chunk found no room, so that the files cannot become visible */
    Result<Added> run(Claim claim, Batch batch, boolean full) {
        Reply reply = redis.call(request(claim, batch, full));
        return switch (reply.status()) {
            case DONE -> {
                long at = reply.number(0);
                upkeep.after(claim.id(), reply.number(1), RecordCode.principal(reply.text(2)), at);
                Instant createdAt = Instant.ofEpochMilli(at);
                List<Artifact> files = batch.files().stream()
                        .map(file -> file.visibleAt(createdAt))
                        .toList();
                yield Result.done(new Added(files, false));
            }
            case REPLAYED -> Result.done(new Added(FileCode.remembered(reply.bytes(0)), true));
            case LOST ->
                throw new StoreUnavailable(
                        "chunks of the files were lost on their way in; no file was added, try again");
            default -> reply.undone();
        };
    }

    private Request request(Claim claim, Batch batch, boolean full) {
        SessionId id = claim.id();
        IdempotencyKey key = batch.key();
        byte[] numbers = new BytesWriter(25)
                .int48(Lifetime.idle(limits))
                .int48(Lifetime.slack())
                .int48(limits.of(Limit.FILES))
                .int48(limits.of(Limit.SESSION_FILE_BYTES))
                .int8(full ? 1 : 0)
                .written();
        Request request = Request.of(
                        Script.COMMIT,
                        key == null ? Effect.ONCE : Effect.REPEATABLE,
                        keys.record(id),
                        keys.history(id),
                        keys.files(id))
                .arg(RecordCode.stamp(claim.stamp()))
                .arg(numbers)
                .arg(key == null ? NOTHING : Keys.field('q', key, claim.principal()))
                .arg(key == null ? NOTHING : batch.digest());
        for (Upload file : batch.files()) {
            request = request.arg(FileCode.id(file.id()))
                    .arg(BytesWriter.numbers(file.size()))
                    .arg(FileCode.of(file));
        }
        return request;
    }
}
