package dev.cloakroom.store.redis;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Slice;
import java.util.Optional;

/** Histories as lists. Thread-safe. */
final class RedisHistory implements HistoryStore {
    private final Redis redis;
    private final Keys keys;
    private final AppendScript append;
    private final ReadScript read;

    RedisHistory(Redis redis, Keys keys, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.append = new AppendScript(redis, keys, upkeep, limits);
        this.read = new ReadScript(redis, keys, limits);
    }

    @Override
    public Result<Appended> append(Claim claim, Append wanted) {
        return append.run(claim, wanted);
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        return read.run(claim, slice);
    }

    @Override
    public Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key) {
        Reply reply = redis.call(Request.of(Script.RECORDED, Effect.NONE, keys.record(claim.id()))
                .arg(RecordCode.stamp(claim.stamp()))
                .arg(Keys.field('k', key, claim.principal())));
        if (reply.status() != Status.DONE) {
            return reply.undone();
        } else if (!reply.has(0)) {
            return Result.done(Optional.empty());
        }
        long first = reply.number(0);
        return Result.done(Optional.of(new Appended.Replayed(first, first + reply.number(1) - 1)));
    }
}
