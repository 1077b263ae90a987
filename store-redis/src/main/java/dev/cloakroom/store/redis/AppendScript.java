package dev.cloakroom.store.redis;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import java.util.List;

/** Appends: one script, one trip. Thread-safe. */
final class AppendScript {
    private static final int AUTHOR = 1;
    private static final int KEY = 2;
    private static final int FENCE = 4;

    private final Redis redis;
    private final Keys keys;
    private final Upkeep upkeep;
    private final long mostEntries;
    private final long mostBytes;
    private final long idle;
    private final Openers openers = new Openers();

    AppendScript(Redis redis, Keys keys, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.upkeep = upkeep;
        this.mostEntries = limits.of(Limit.MESSAGES);
        this.mostBytes = limits.of(Limit.HISTORY_BYTES);
        this.idle = Lifetime.idle(limits);
    }

    Result<Appended> run(Claim claim, Append append) {
        Reply reply = redis.call(request(claim, append));
        long count = append.drafts().size();
        return switch (reply.status()) {
            case DONE -> {
                RecordCode.Hot hot = RecordCode.hot(reply.bytes(0));
                if (reply.numberOrZero(1) != 0) {
                    openers.learn(claim.id(), claim.principal());
                }
                long due = reply.numberOrZero(2);
                if (due != 0) {
                    upkeep.after(
                            claim.id(),
                            due,
                            RecordCode.principal(reply.text(3)),
                            hot.active().toEpochMilli());
                }
                yield Result.done(new Appended.At(hot.lastSeq() - count + 1, hot.lastSeq(), hot.active()));
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
        boolean named = !openers.opened(claim.id(), claim.principal());
        Request request = Request.of(
                        Script.APPEND,
                        key == null ? Effect.ONCE : Effect.REPEATABLE,
                        keys.record(claim.id()),
                        keys.history(claim.id()))
                .arg(numbers(claim, append, named));
        for (Draft draft : drafts) {
            request = request.arg(EntryCode.of(draft));
        }
        if (named) {
            request = request.arg(RecordCode.principal(claim.principal()));
        }
        if (key != null) {
            request = request.arg(Keys.field('k', key, claim.principal())).arg(append.digest());
        }
        return claim.fence() == 0 ? request : request.arg(RecordCode.version(claim.fence()));
    }

    /**
     * Stamp, count, size, expected last seq and one more, where entries and bytes have to end, lifetimes, what is
     * given.
     */
    private byte[] numbers(Claim claim, Append append, boolean named) {
        int given = (named ? AUTHOR : 0) | (append.key() == null ? 0 : KEY) | (claim.fence() == 0 ? 0 : FENCE);
        return new BytesWriter(60)
                .bytes(RecordCode.stamp(claim.stamp()))
                .int48(append.drafts().size())
                .int48(append.bytes())
                .int48(Math.min(append.expectedLastSeq(), BytesWriter.MOST - 1) + 1) // 0 expects nothing
                .int48(Math.max(0, mostEntries - append.entriesNeeded() + 1))
                .int48(Math.max(0, mostBytes - append.bytesNeeded() + 1))
                .int48(idle)
                .int8(given)
                .int48(Lifetime.slack())
                .written();
    }
}
