package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPubSub;

/**
 * One connection that listens to channels. Silence is broken by a ping now and then, so that a server that hangs is
 * noticed. Thread-safe: one thread listens, another one subscribes.
 */
final class Subscriber implements AutoCloseable {
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int TOGETHER = 500;

    private final Keys keys;
    private final Connection connection;
    private final Channels channels = new Channels();
    private volatile Consumer<Optional<SessionId>> subscribed = id -> {};
    private volatile Consumer<SessionId> rung = id -> {};
    private volatile boolean listening;
    private long pingedAt = System.nanoTime();

    Subscriber(Keys keys, Dialer dialer, HostAndPort node) {
        this.keys = keys;
        this.connection = dialer.dial(node);
    }

    /**
     * Listens until the connection is lost.
     *
     * @param began told of each session whose channel is listened to from now on; of none when listening begins
     * @param changes told of each session that changed
     */
    void listen(Consumer<Optional<SessionId>> began, Consumer<SessionId> changes) {
        subscribed = began;
        rung = changes;
        try {
            channels.proceed(connection, keys.silence());
        } finally {
            listening = false;
            Wire.hangUp(connection);
        }
    }

    boolean isListening() {
        return listening;
    }

    void subscribe(Collection<SessionId> ids) {
        String[] names = names(ids);
        for (int from = 0; from < names.length; from += TOGETHER) {
            channels.subscribe(Arrays.copyOfRange(names, from, Math.min(names.length, from + TOGETHER)));
        }
    }

    void unsubscribe(Collection<SessionId> ids) {
        String[] names = names(ids);
        if (names.length > 0) {
            channels.unsubscribe(names);
        }
    }

    private String[] names(Collection<SessionId> ids) {
        return ids.stream().map(keys::channel).toArray(String[]::new);
    }

    void keepAlive() {
        if (System.nanoTime() - pingedAt >= PING_NANOS) {
            pingedAt = System.nanoTime();
            channels.ping();
        }
    }

    @Override
    public void close() {
        Wire.hangUp(connection);
    }

    private final class Channels extends JedisPubSub {
        @Override
        public void onSubscribe(String channel, int count) {
            listening = true;
            subscribed.accept(keys.session(channel));
        }

        @Override
        public void onMessage(String channel, String message) {
            keys.session(channel).ifPresent(rung);
        }
    }
}
