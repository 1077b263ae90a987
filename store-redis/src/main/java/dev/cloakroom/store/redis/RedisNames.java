package dev.cloakroom.store.redis;

import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names as strings that expire. A name that was read is still checked by whoever follows it. Thread-safe. */
final class RedisNames implements NameStore {
    private static final int ID_CHARS = 36;

    private final Redis redis;
    private final Keys keys;

    RedisNames(Redis redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public Optional<Binding> find(String name) {
        Reply reply = redis.call(Request.of(Script.NAME, Effect.NONE, keys.name(name)));
        byte[] bound = reply.bytesOrNull(0);
        return bound == null ? Optional.empty() : Optional.of(binding(bound));
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        Reply reply = redis.call(Request.of(Script.BIND, Effect.REPEATABLE, keys.name(name))
                .arg(expected == null ? "" : text(expected))
                .arg(text(next))
                .arg(BytesWriter.numbers(Math.max(1, lifetime.toMillis()))));
        if (reply.status() == Status.STORE_FULL && !reply.doubtful()) {
            return Optional.empty();
        } else if (reply.status() != Status.DONE) {
            throw reply.unknown();
        }
        return Optional.of(binding(reply.bytes(0)));
    }

    private static String text(Binding binding) {
        return binding.session().text() + binding.note();
    }

    private static Binding binding(byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        if (text.length() < ID_CHARS) {
            throw Reply.damaged();
        }
        SessionId id = SessionId.parse(text.substring(0, ID_CHARS)).orElseThrow(Reply::damaged);
        return new Binding(id, text.substring(ID_CHARS));
    }
}
