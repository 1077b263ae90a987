package dev.cloakroom.benchmarks;

import dev.cloakroom.benchmarks.RedisRoom.Work;
import dev.cloakroom.session.SessionId;
import java.util.Map;
import java.util.function.IntFunction;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/** Owner-checked appends to Redis beside what is the least anyone could do: XADD with the same Jedis, pooled. */
final class RedisAppend {
    private static final int DEEP = 100_000;
    private static final int SHALLOW = 10;

    private RedisAppend() {}

    static Table run() throws Exception {
        try (RedisRoom room = new RedisRoom();
                RedisClient raw = raw(room)) {
            return new Table("RedisAppend: owner-checked append of 200 bytes, 16 callers / raw pooled XADD")
                    .with("without a key", "op/s", beside(room, raw, false), Target.atLeast(0.7))
                    .with("with an idempotency key", "op/s", beside(room, raw, true), Target.atLeast(0.5));
        }
    }

    private static RedisClient raw(RedisRoom room) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(RedisRoom.CALLERS);
        pool.setMaxIdle(RedisRoom.CALLERS);
        return RedisClient.builder()
                .hostAndPort(room.redis.address())
                .poolConfig(pool)
                .build();
    }

    private static IntFunction<Work> xadds(RedisClient raw) {
        Map<String, String> fields = Map.of("m", RedisRoom.TEXT);
        return caller -> () -> {
            var unused = raw.xadd("raw:" + caller, StreamEntryID.NEW_ENTRY, fields);
        };
    }

    private static Pairs beside(RedisRoom room, RedisClient raw, boolean keyed) throws Exception {
        Pairs pairs = new Pairs();
        for (int pair = -1; pair < RedisRoom.PAIRS; pair++) {
            SessionId[] ids = room.open(0);
            IntFunction<Work> appends = keyed ? room.keyedAppends(ids) : room.appends(ids);
            if (pair < 0) {
                room.warmUp(appends);
                room.warmUp(xadds(raw));
            } else if (pair % 2 == 0) {
                double ours = room.perSecond(appends);
                pairs.add(ours, room.perSecond(xadds(raw)));
            } else {
                double bare = room.perSecond(xadds(raw));
                pairs.add(room.perSecond(appends), bare);
            }
            room.end(ids);
            for (int caller = 0; caller < RedisRoom.CALLERS; caller++) {
                long unused = raw.del("raw:" + caller);
            }
        }
        return pairs;
    }

    /** What an append costs in a session of 100 000 entries beside one in a session of 10. */
    static Table atDepth() throws Exception {
        try (RedisRoom room = new RedisRoom()) {
            Pairs pairs = new Pairs();
            SessionId[] deep = room.open(DEEP);
            for (int pair = -1; pair < RedisRoom.PAIRS; pair++) {
                SessionId[] shallow = room.open(SHALLOW);
                if (pair < 0) {
                    room.warmUp(room.appends(shallow));
                    room.warmUp(room.appends(deep));
                } else {
                    double deeply = 1e6 / room.perSecond(room.appends(deep));
                    pairs.add(deeply, 1e6 / room.perSecond(room.appends(shallow)));
                }
                room.end(shallow);
            }
            return new Table("RedisAppendAtDepth: append at 100 000 entries / append at 10 entries, 16 callers")
                    .with("time of an append, all callers together", "us/op", pairs, Target.atMost(1.3));
        }
    }

    /** What 50 messages of 200 bytes take in Redis, beside their payload. */
    static Table memory() {
        try (RedisRoom room = new RedisRoom()) {
            return new Table("RedisMemory: bytes of Redis for 50 messages of 200 bytes / their payload")
                    .with("without keys", "bytes", memory(room, false), Target.atMost(1.4))
                    .with("with idempotency keys", "bytes", memory(room, true), Target.atMost(1.8));
        }
    }

    private static Pairs memory(RedisRoom room, boolean keyed) {
        Pairs pairs = new Pairs();
        int messages = 50;
        for (int pair = 0; pair < RedisRoom.PAIRS; pair++) {
            long before = used(room);
            int rounds = 20;
            for (int round = 0; round < rounds; round++) {
                SessionId[] ids = room.open(0);
                IntFunction<Work> appends = keyed ? room.keyedAppends(ids) : room.appends(ids);
                for (int caller = 0; caller < RedisRoom.CALLERS; caller++) {
                    Work mine = appends.apply(caller);
                    for (int i = 0; i < messages; i++) {
                        doing(mine);
                    }
                }
            }
            double sessions = rounds * RedisRoom.CALLERS;
            pairs.add((used(room) - before) / sessions, messages * RedisRoom.TEXT.length());
        }
        return pairs;
    }

    private static void doing(Work work) {
        try {
            work.once();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long used(RedisRoom room) {
        room.redis.tell("MEMORY", "PURGE");
        return Long.parseLong(room.redis.info("memory", "used_memory_dataset"));
    }
}
