package dev.cloakroom.store.redis;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads a slice: one script, one trip, and no more bytes than a page may have. Thread-safe. */
final class ReadScript {
    private final Redis redis;
    private final Keys keys;
    private final long pageBytes;
    private final long around;

    ReadScript(Redis redis, Keys keys, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.pageBytes = limits.of(Limit.PAGE_BYTES);
        this.around = EntryCode.mostAround(limits);
    }

    Result<Page> run(Claim claim, Slice slice) {
        boolean forward = slice.end() == Slice.End.OLDEST;
        // So many bytes are surely more than a page has room for, which is cut to the byte below.
        long most = Math.min(pageBytes, BytesWriter.MOST / 2) + around * slice.limit();
        byte[] wanted = new BytesWriter(25)
                .int48(slice.after())
                .int48(slice.before())
                .int48(slice.limit())
                .int8(forward ? 1 : 0)
                .int48(most)
                .written();
        Reply reply = redis.call(Request.of(Script.READ, Effect.NONE, keys.record(claim.id()), keys.history(claim.id()))
                .arg(RecordCode.stamp(claim.stamp()))
                .arg(wanted));
        if (reply.status() != Status.DONE) {
            return reply.undone();
        }
        long last = reply.number(0);
        long from = forward ? slice.from(last) : slice.to(last);
        List<Entry> entries = entries(reply.list(2), from, forward ? 1 : -1, RecordCode.principal(reply.text(1)));
        return Result.done(Page.of(slice, entries, last, pageBytes));
    }

    private static List<Entry> entries(List<?> stored, long from, int direction, Principal opener) {
        if (stored.size() % 2 != 0) {
            throw Reply.damaged();
        }
        List<Entry> entries = new ArrayList<>(stored.size() / 2);
        long seq = from;
        for (int i = 0; i < stored.size(); i += 2) {
            if (!(stored.get(i) instanceof byte[] head) || !(stored.get(i + 1) instanceof byte[] bytes)) {
                throw Reply.damaged();
            }
            boolean unused = entries.add(EntryCode.entry(seq, head, bytes, opener));
            seq += direction;
        }
        if (direction < 0) {
            Collections.reverse(entries);
        }
        return entries;
    }
}
