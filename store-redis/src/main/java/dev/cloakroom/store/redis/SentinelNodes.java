package dev.cloakroom.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The primary as the sentinels name it. All of them are asked and the newest configuration counts, so that one that was
 * cut off does not lead back to a primary of the past. They are asked when the primary fails or says that it is none,
 * and from time to time besides, since a primary that was cut off from them says nothing. Thread-safe.
 */
final class SentinelNodes implements Nodes {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelNodes.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<HostAndPort> sentinels;
    private final String master;
    private final Dialer dialer;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable HostAndPort primary;
    private volatile boolean suspected;
    private volatile long askedAt = System.nanoTime() - PAUSE_NANOS;
    private long newestEpoch;

    SentinelNodes(List<HostAndPort> sentinels, String master, Dialer dialer) {
        this.sentinels = sentinels;
        this.master = master;
        this.dialer = dialer;
    }

    @Override
    public HostAndPort of(byte[] key, long deadline) {
        HostAndPort known = primary;
        if (known == null || suspected) {
            known = askedIfTimely(deadline);
        }
        if (known == null) {
            throw NotApplied.again("no sentinel names a primary of " + master);
        }
        return known;
    }

    @Override
    public List<HostAndPort> primaries(long deadline) {
        return List.of(of(new byte[0], deadline));
    }

    @Override
    public void suspect(HostAndPort node) {
        if (node.equals(primary)) {
            suspected = true;
        }
    }

    @Override
    public void look() {
        if (asking.tryLock()) {
            try {
                ask();
            } finally {
                asking.unlock();
            }
        }
    }

    /** One asks for all, and not more often than every 100 ms. */
    private @Nullable HostAndPort askedIfTimely(long deadline) {
        boolean mine = false;
        try {
            mine = asking.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (mine && System.nanoTime() - askedAt >= PAUSE_NANOS) {
                ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                asking.unlock();
            }
        }
        return primary;
    }

    private void ask() {
        HostAndPort named = null;
        for (HostAndPort sentinel : sentinels) {
            Map<String, String> said = ask(sentinel);
            long epoch = number(said.get("config-epoch"));
            String host = said.get("ip");
            if (host != null && epoch >= newestEpoch) {
                newestEpoch = epoch;
                named = new HostAndPort(host, (int) number(said.get("port")));
            }
        }
        askedAt = System.nanoTime();
        HostAndPort before = primary;
        if (named != null) {
            suspected = false;
            primary = named;
            if (before != null && !named.equals(before)) {
                LOG.info("Sentinel names another primary of {}: {} after {}", master, named, before);
            }
        }
    }

    private Map<String, String> ask(HostAndPort sentinel) {
        Map<String, String> said = new HashMap<>();
        try {
            Connection connection = dialer.dial(sentinel);
            try {
                Object reply = connection.executeCommand(new CommandArguments(Protocol.Command.SENTINEL)
                        .add("MASTER")
                        .add(master));
                List<?> parts = reply instanceof List<?> list ? list : List.of();
                for (int i = 0; i + 1 < parts.size(); i += 2) {
                    String unused = said.put(text(parts.get(i)), text(parts.get(i + 1)));
                }
            } finally {
                Wire.hangUp(connection);
            }
        } catch (JedisException | NotApplied e) {
            LOG.debug("the sentinel at {} says nothing: {}", sentinel, e.getMessage());
        }
        return said;
    }

    private static String text(@Nullable Object part) {
        return part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    }

    private static long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
