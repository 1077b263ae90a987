package dev.cloakroom.store.redis;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.store.redis.Settings.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Opens connections: finite timeouts, the password read anew each time, and none to a replica. Thread-safe. */
final class Dialer {
    /** A subscriber that hears nothing for so long, not even the answer to a ping, is cut off. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Sockets sockets;
    private final JedisClientConfig config;
    private final boolean primariesOnly;

    private Dialer(Sockets sockets, JedisClientConfig config, boolean primariesOnly) {
        this.sockets = sockets;
        this.config = config;
        this.primariesOnly = primariesOnly;
    }

    /** For the servers that keep sessions. A replica is none of them: what it says may be old. */
    static Dialer toPrimaries(Settings settings) {
        return dialer(settings, settings.login(), settings.database(), true);
    }

    static Dialer toSentinels(Settings settings) {
        return dialer(settings, settings.sentinelLogin(), 0, false);
    }

    private static Dialer dialer(Settings settings, Login login, int database, boolean primariesOnly) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .database(database)
                .socketTimeoutMillis((int) answer(settings).toMillis())
                .blockingSocketTimeoutMillis((int) SILENCE.toMillis());
        if (!login.isNobody()) {
            RedisCredentials unused = credentials(login); // a file that cannot be read is found now
            config = config.credentialsProvider(() -> credentials(login));
        }
        Sockets sockets = new Sockets(settings.timing().connect(), answer(settings), settings.tls());
        return new Dialer(sockets, config.build(), primariesOnly);
    }

    /** Replicas are waited for on the same connection, and their number comes after that. */
    private static Duration answer(Settings settings) {
        Duration answer = settings.timing().answer();
        return settings.ack().replicas() == 0
                ? answer
                : answer.plus(settings.ack().patience());
    }

    private static RedisCredentials credentials(Login login) {
        Path file = login.passwordFile();
        try {
            String password =
                    file == null ? login.password() : Files.readString(file).strip();
            return new DefaultRedisCredentials(login.user(), password == null ? "" : password);
        } catch (IOException unused) {
            throw new InvalidInput("the file with the password of Redis cannot be read");
        }
    }

    /** @throws NotApplied when there is no connection to be had */
    Connection dial(HostAndPort node) {
        try {
            return checked(new Connection(() -> sockets.open(node), config), node);
        } catch (JedisDataException e) { // what Redis says here is about the login, and names no password
            throw NotApplied.refused(node, e);
        } catch (JedisException e) {
            throw NotApplied.unreachable(node, e);
        } catch (InvalidInput unused) {
            throw NotApplied.forGood("the file with the password of Redis cannot be read any more");
        }
    }

    private Connection checked(Connection connection, HostAndPort node) {
        boolean usable = false;
        try {
            if (primariesOnly) {
                requirePrimary(connection, node);
            }
            usable = true;
            return connection;
        } finally {
            if (!usable) {
                Wire.hangUp(connection);
            }
        }
    }

    private static void requirePrimary(Connection connection, HostAndPort node) {
        Object role = connection.executeCommand(Protocol.Command.ROLE);
        boolean primary = role instanceof List<?> parts
                && !parts.isEmpty()
                && parts.get(0) instanceof byte[] name
                && new String(name, StandardCharsets.US_ASCII).equals("master");
        if (!primary) {
            throw NotApplied.again(node + " is a replica, and what it says may be old");
        }
    }
}
