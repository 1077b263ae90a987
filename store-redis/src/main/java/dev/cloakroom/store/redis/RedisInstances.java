package dev.cloakroom.store.redis;

import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The instances as fields of one hash, each with the end of its lifetime. Thread-safe. */
final class RedisInstances implements InstanceStore {
    private final Redis redis;
    private final Keys keys;

    RedisInstances(Redis redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public void announce(Instance self, Duration lifetime) {
        byte[] known = new BytesWriter(128)
                .text(self.version())
                .varint(self.format())
                .text(self.configuration())
                .written();
        Reply unused = redis.call(Request.of(Script.ANNOUNCE, Effect.NONE, keys.instances())
                .arg(self.id())
                .arg(BytesWriter.numbers(Math.max(1, lifetime.toMillis())))
                .arg(known));
    }

    @Override
    public List<Instance> present() {
        List<?> parts = redis.call(Request.of(Script.PRESENT, Effect.NONE, keys.instances()))
                .list(0);
        List<Instance> there = new ArrayList<>();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            if (!(parts.get(i) instanceof byte[] id) || !(parts.get(i + 1) instanceof byte[] known)) {
                throw Reply.damaged();
            }
            boolean unused = there.add(instance(new String(id, StandardCharsets.US_ASCII), new BytesReader(known)));
        }
        there.sort(Comparator.comparing(Instance::id));
        return List.copyOf(there);
    }

    @Override
    public int format() {
        return RecordCode.FORMAT;
    }

    private static Instance instance(String id, BytesReader known) {
        try {
            return new Instance(id, known.text(), known.varint(), known.text());
        } catch (InvalidInput unused) {
            throw Reply.damaged();
        }
    }

    @Override
    public void leave(String id) {
        Reply unused = redis.call(Request.of(Script.ANNOUNCE, Effect.NONE, keys.instances())
                .arg(id)
                .arg(BytesWriter.numbers(0))
                .arg(""));
    }
}
