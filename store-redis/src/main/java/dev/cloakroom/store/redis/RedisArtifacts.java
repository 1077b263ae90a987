package dev.cloakroom.store.redis;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files as chunks in one hash beside the record. Chunks on their way in are kept under the session and seen by nobody;
 * no script ever handles more than one of them. Thread-safe.
 */
final class RedisArtifacts implements ArtifactStore {
    private static final Logger LOG = LoggerFactory.getLogger(RedisArtifacts.class);
    /** So many times the bytes that a session may have in files may be on their way in. */
    private static final long STAGED = 4;

    private final Redis redis;
    private final Keys keys;
    private final Upkeep upkeep;
    private final CommitScript commit;
    private final byte[] staging;
    private final byte[] removing;

    RedisArtifacts(Redis redis, Keys keys, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.upkeep = upkeep;
        this.commit = new CommitScript(redis, keys, upkeep, limits);
        long most = Math.min(limits.of(Limit.SESSION_FILE_BYTES), BytesWriter.MOST / STAGED);
        this.staging = BytesWriter.numbers(Lifetime.slack(), STAGED * most);
        this.removing = BytesWriter.numbers(Lifetime.idle(limits), Lifetime.slack());
    }

    @Override
    public Result<Staging> begin(Claim claim) {
        Reply reply = redis.call(guarded(Script.BEGIN, claim).arg(BytesWriter.numbers(Lifetime.STAGING.toMillis())));
        return reply.status() == Status.DONE ? Result.done(new Chunks(claim.id())) : reply.undone();
    }

    @Override
    public Result<List<Artifact>> list(Claim claim) {
        Reply reply = redis.call(guarded(Script.LIST, claim));
        return reply.status() == Status.DONE
                ? Result.done(FileCode.artifacts(reply.bytes(0), reply.list(1)))
                : reply.undone();
    }

    @Override
    public Result<Optional<Artifact>> find(Claim claim, UUID file) {
        Reply reply = redis.call(guarded(Script.FIND, claim).arg(FileCode.id(file)));
        return reply.status() == Status.DONE
                ? Result.done(Optional.ofNullable(reply.bytesOrNull(0)).map(found -> FileCode.artifact(file, found)))
                : reply.undone();
    }

    @Override
    public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
        if (index < 0 || index > 0xffff) {
            Result<Optional<Artifact>> found = find(claim, file);
            return found instanceof Result.Done<Optional<Artifact>> ? Result.done(Optional.empty()) : undone(found);
        }
        Reply reply =
                redis.call(guarded(Script.CHUNK, claim).arg(FileCode.id(file)).arg(FileCode.index(index)));
        return reply.status() == Status.DONE ? Result.done(Optional.ofNullable(reply.bytesOrNull(0))) : reply.undone();
    }

    private static Result<Optional<byte[]>> undone(Result<Optional<Artifact>> result) {
        return result instanceof Result.Gone<Optional<Artifact>> ? Result.gone() : Result.stale();
    }

    @Override
    public Result<Boolean> remove(Claim claim, UUID file) {
        SessionId id = claim.id();
        Reply reply = redis.call(
                Request.of(Script.REMOVE, Effect.REPEATABLE, keys.record(id), keys.history(id), keys.files(id))
                        .arg(RecordCode.stamp(claim.stamp()))
                        .arg(removing)
                        .arg(FileCode.id(file)));
        if (reply.status() != Status.DONE) {
            return reply.undone();
        }
        boolean removed = reply.number(0) != 0;
        if (removed) {
            upkeep.after(id, reply.number(1), RecordCode.principal(reply.text(2)), reply.number(3));
        } else if (reply.doubtful()) {
            throw reply.unknown(); // perhaps by an earlier attempt of this one
        }
        return Result.done(removed);
    }

    private Request guarded(Script script, Claim claim) {
        return Request.of(script, Effect.NONE, keys.record(claim.id()), keys.files(claim.id()))
                .arg(RecordCode.stamp(claim.stamp()));
    }

    /** Chunks on their way in. Used by one thread. */
    private final class Chunks implements Staging {
        private final SessionId id;
        private final Map<UUID, Integer> next = new HashMap<>();
        private boolean full;

        Chunks(SessionId id) {
            this.id = id;
        }

        /** A chunk that did not come through is no file's, so whatever fails here, no file was added. */
        @Override
        public void write(UUID file, byte[] chunk) {
            if (full) {
                return;
            }
            int index = next.merge(file, 1, Integer::sum) - 1;
            Request request = Request.of(Script.STAGE, Effect.NONE, keys.record(id), keys.files(id))
                    .arg(FileCode.id(file))
                    .arg(FileCode.index(index))
                    .arg(chunk)
                    .arg(staging);
            full = redis.call(request).status() == Status.STORE_FULL;
        }

        @Override
        public Result<Added> commit(Claim claim, Batch batch) {
            return commit.run(claim, batch, full);
        }

        @Override
        public void close() {
            if (next.isEmpty()) {
                return;
            }
            Request request = Request.of(Script.UNSTAGED, Effect.NONE, keys.record(id), keys.files(id));
            for (UUID file : next.keySet()) {
                request = request.arg(FileCode.id(file));
            }
            try {
                Reply unused = redis.call(request);
            } catch (SessionException e) {
                LOG.debug("chunks of files that were not added stay until others come: {}", e.getMessage());
            }
        }
    }
}
