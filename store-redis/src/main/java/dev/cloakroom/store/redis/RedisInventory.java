package dev.cloakroom.store.redis;

import dev.cloakroom.session.Head;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Redis holds under the prefix, with SCAN on each primary. A session told more than once, or not at
 * all, is one that SCAN told so: it was opened, ended or moved between servers during the walk. Thread-safe.
 */
final class RedisInventory implements Inventory {
    private final Redis redis;
    private final Keys keys;
    private final Walk records;
    private final Walk all;
    private final Remnants remnants;

    RedisInventory(Redis redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
        this.records = new Walk(redis, keys.records());
        this.all = new Walk(redis, keys.all());
        this.remnants = new Remnants(redis, keys);
    }

    static Request look(Keys keys, SessionId id) {
        return Request.of(Script.LOOK, Effect.NONE, keys.record(id));
    }

    @Override
    public Live live(@Nullable String after, int batch) {
        Walk.Part part = records.step(after, batch);
        List<SessionId> ids = new ArrayList<>();
        for (byte[] key : part.keys()) {
            keys.sessionOf(key).ifPresent(ids::add);
        }
        List<Reply> replies = redis.calls(ids.stream().map(id -> look(keys, id)).toList());
        List<Head> heads = new ArrayList<>();
        long unreadable = 0;
        for (int i = 0; i < ids.size(); i++) {
            Status status = replies.get(i).status();
            if (status == Status.DONE) {
                heads.add(RecordCode.head(ids.get(i), replies.get(i)));
            } else if (status == Status.DAMAGED) {
                unreadable++;
            }
        }
        return new Live(heads, unreadable, part.next());
    }

    @Override
    public Remains remains(@Nullable String after, int batch) {
        return told(after, batch, Remnants.Wish.COUNT);
    }

    @Override
    public Remains sweep(@Nullable String after, int batch) {
        return told(after, batch, Remnants.Wish.REMOVE);
    }

    private Remains told(@Nullable String after, int batch, Remnants.Wish wish) {
        Walk.Part part = all.step(after, batch);
        Remnants.Tally tally = remnants.of(part.keys(), wish);
        return new Remains(tally.sessions(), tally.entries(), tally.keys(), part.next());
    }
}
