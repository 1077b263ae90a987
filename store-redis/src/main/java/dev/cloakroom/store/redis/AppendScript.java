package dev.cloakroom.store.redis;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import java.time.Instant;
import java.util.List;

/** Appends: one script, one trip. Thread-safe. */
final class AppendScript {
    private static final byte[] NOTHING = {};

    private final Redis redis;
    private final Keys keys;
    private final Upkeep upkeep;
    private final byte[] limits;

    AppendScript(Redis redis, Keys keys, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.upkeep = upkeep;
        this.limits = BytesWriter.numbers(
                Lifetime.idle(limits), Lifetime.slack(), limits.of(Limit.MESSAGES), limits.of(Limit.HISTORY_BYTES));
    }

    Result<Appended> run(Claim claim, Append append) {
        Reply reply = redis.call(request(claim, append));
        long count = append.drafts().size();
        return switch (reply.status()) {
            case DONE -> {
                long first = reply.number(0);
                long at = reply.number(1);
                long due = reply.numberOrZero(2);
                if (due != 0) {
                    upkeep.after(claim.id(), due, RecordCode.principal(reply.text(3)), at);
                }
                yield Result.done(new Appended.At(first, first + count - 1, Instant.ofEpochMilli(at)));
            }
            case REPLAYED -> {
                long first = reply.number(0);
                yield Result.done(new Appended.Replayed(first, first + reply.number(1) - 1));
            }
            case MESSAGES -> reply.undone(append.entriesNeeded());
            case HISTORY_BYTES -> reply.undone(append.bytesNeeded());
            default -> reply.undone();
        };
    }

    private Request request(Claim claim, Append append) {
        IdempotencyKey key = append.key();
        List<Draft> drafts = append.drafts();
        Request request = Request.of(
                        Script.APPEND,
                        key == null ? Effect.ONCE : Effect.REPEATABLE,
                        keys.record(claim.id()),
                        keys.history(claim.id()))
                .arg(RecordCode.stamp(claim.stamp()))
                .arg(limits)
                .arg(BytesWriter.numbers(
                        append.bytes(),
                        Math.min(append.expectedLastSeq(), BytesWriter.MOST - 1) + 1, // 0 expects nothing
                        append.entriesNeeded(),
                        append.bytesNeeded()))
                .arg(RecordCode.principal(claim.principal()))
                .arg(key == null ? NOTHING : Keys.field('k', key, claim.principal()))
                .arg(key == null ? NOTHING : append.digest())
                .arg(claim.fence() == 0 ? NOTHING : RecordCode.version(claim.fence()));
        for (Draft draft : drafts) {
            request = request.arg(EntryCode.of(draft));
        }
        return request;
    }
}
