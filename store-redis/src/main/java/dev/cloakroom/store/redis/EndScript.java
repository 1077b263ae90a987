package dev.cloakroom.store.redis;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;

/**
 * Ends sessions. The key of the files is declared only when there are any: an absent key cannot be declared while a
 * cluster moves its slot. Thread-safe.
 */
final class EndScript {
    private final Redis redis;
    private final Keys keys;
    private final Upkeep upkeep;

    EndScript(Redis redis, Keys keys, Upkeep upkeep) {
        this.redis = redis;
        this.keys = keys;
        this.upkeep = upkeep;
    }

    Result<Head> run(Claim claim) {
        SessionId id = claim.id();
        Reply reply = redis.call(
                request(claim, Request.of(Script.END, Effect.REPEATABLE, keys.record(id), keys.history(id))));
        if (reply.status() == Status.HAS_FILES) {
            reply = redis.call(request(
                    claim,
                    Request.of(Script.END, Effect.REPEATABLE, keys.record(id), keys.history(id), keys.files(id))));
        }
        if (reply.status() == Status.GONE && reply.doubtful()) {
            throw reply.unknown(); // gone it is, but perhaps by an earlier attempt of this one, whose answer was lost
        } else if (reply.status() != Status.DONE) {
            return reply.undone();
        }
        Head head = RecordCode.head(id, reply);
        upkeep.forget(id, head.control().owner());
        return Result.done(head);
    }

    private static Request request(Claim claim, Request request) {
        return request.arg(RecordCode.stamp(claim.stamp()));
    }
}
