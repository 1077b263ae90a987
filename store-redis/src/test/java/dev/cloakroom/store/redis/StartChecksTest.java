package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStoreProvider;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** R13: what is found out about Redis before the first session is kept in it. */
class StartChecksTest {
    /** Every right that the store needs and none that it does not: what docs/redis.md tells to grant. */
    static final String LEAST_RIGHTS = "resetchannels &cr:* ~cr:* -@all +eval +evalsha +time +info +role +wait +ping"
            + " +subscribe +unsubscribe +publish +exists +unlink +pexpire +get +set +hset +hget +hmget +hgetall +hkeys"
            + " +hexists +hdel +rpush +rpushx +rpop +llen +lrange +zadd +zscore +zcard +zrem +zrevrangebyscore +select +cluster|slots"
            + " +asking";

    private static void refuses(URI uri, String because) {
        assertThatThrownBy(() -> RedisSessionStore.open(uri, Limits.standard()).close())
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(because)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void R13_a_Redis_that_evicts_is_refused_whatever_its_policy() {
        for (String policy : List.of("allkeys-lru", "volatile-ttl", "volatile-random")) {
            try (RedisServer redis = RedisServer.start("--maxmemory-policy", policy)) {
                refuses(redis.uri("prefix=cr"), "set maxmemory-policy to noeviction");
            }
        }
    }

    @Test
    void R13_a_Redis_that_begins_to_evict_is_written_to_no_more_until_it_ends() {
        try (RedisServer redis = RedisServer.start();
                Desk desk = Desk.on(redis.uri("prefix=cr"))) {
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            assertThat(redis.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"))
                    .isEqualTo("OK");
            desk.store.inspectAgain();
            assertThatThrownBy(() -> desk.say(claim, "x"))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("noeviction");
            assertThat(desk.contents(claim)).isEmpty();
            assertThat(redis.ask("CONFIG", "SET", "maxmemory-policy", "noeviction"))
                    .isEqualTo("OK");
            desk.store.inspectAgain();
            assertThat(desk.say(claim, "x")).isEqualTo(1);
        }
    }

    @Test
    void R14_a_newer_format_is_refused_and_left_alone() {
        try (RedisServer redis = RedisServer.start()) {
            assertThat(redis.ask("SET", "cr:f", "3")).isEqualTo("OK");
            refuses(redis.uri("prefix=cr"), "has format 3 and this program reads 2");
            assertThat(redis.keys()).containsExactly("cr:f");
            assertThat(redis.ask("GET", "cr:f")).isEqualTo("3");
            RedisSessionStore.open(redis.uri("prefix=other"), Limits.standard()).close();
        }
    }

    @Test
    void R13_a_server_that_is_too_old_is_refused() {
        Scripts old =
                Scripts.edited(part -> part.replace("redis.call('INFO', 'server')", "'redis_version:6.0.20\\r\\n'"));
        URI uri = RedisServer.shared().uri("prefix=" + Desk.freshPrefix());
        assertThatThrownBy(() ->
                        RedisSessionStore.open(SettingsReader.read(uri), Limits.standard(), old, Wire.Binding.CHECKED))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("too old: Redis 6.2 or newer");
    }

    @Test
    void R13_a_cluster_that_is_not_one_is_refused_with_what_to_write_instead() {
        int port = RedisServer.shared().port();
        refuses(URI.create("redis-cluster://127.0.0.1:" + port + "?patience=1s"), "cluster");
    }

    @Test
    void nobody_there_is_one_clear_line() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        refuses(URI.create("redis://127.0.0.1:" + port + "?patience=500ms"), "cannot be reached");
    }

    @Test
    void a_replica_is_refused() {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(primary.port()))) {
            refuses(replica.uri("prefix=cr&patience=500ms"), "is a replica");
        }
    }

    @Test
    void one_line_says_what_an_acknowledged_write_survives() {
        try (RedisServer redis = RedisServer.start("--appendonly", "yes")) {
            assertThat(said(redis.uri("prefix=cr")))
                    .singleElement()
                    .asString()
                    .contains("Redis ", "STANDALONE", "append-only file on", "ack=primary", "a failover may lose it");
            assertThat(said(redis.uri("prefix=cr&ack=replicas(1)")))
                    .singleElement()
                    .asString()
                    .contains("0 replicas each", "no change is acknowledged until there are more");
        }
        assertThat(said(RedisServer.shared().uri("prefix=" + Desk.freshPrefix())))
                .singleElement()
                .asString()
                .contains("without an append-only file a restart of Redis loses it");
    }

    private static List<String> said(URI uri) {
        Logger logger = (Logger) LoggerFactory.getLogger(Inspection.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        try {
            RedisSessionStore.open(uri, Limits.standard()).close();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void a_user_of_the_least_rights_is_enough_and_each_right_is_needed() {
        try (RedisServer redis = RedisServer.start()) {
            setUser(redis, LEAST_RIGHTS);
            URI uri = URI.create("redis://cloakroom:s%3Acret-of-the-store@127.0.0.1:" + redis.port() + "?prefix=cr");
            try (Desk desk = Desk.on(uri)) {
                Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
                assertThat(desk.say(claim, "x")).isEqualTo(1);
                assertThat(desk.put(claim, "bytes")).isNotNull();
                desk.registry.close(claim);
            }
            for (String right : List.of("rpushx", "hset", "pexpire", "unlink", "zadd", "publish", "info")) {
                setUser(redis, LEAST_RIGHTS + " -" + right);
                assertThatThrownBy(() ->
                                RedisSessionStore.open(uri, Limits.standard()).close())
                        .as(right)
                        .isInstanceOf(StoreUnavailable.class);
            }
        }
    }

    private static void setUser(RedisServer redis, String rights) {
        String[] words = ("ACL SETUSER cloakroom reset on >s:cret-of-the-store " + rights).split(" ");
        assertThat(redis.ask(words)).isEqualTo("OK");
    }

    @Test
    void a_wrong_password_is_one_clear_line_without_the_password(@TempDir Path directory) throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            setUser(redis, LEAST_RIGHTS);
            URI wrong = URI.create("redis://cloakroom:wr0ng-for-the-store@127.0.0.1:" + redis.port() + "?prefix=cr");
            refuses(wrong, "WRONGPASS");
            assertThatThrownBy(() ->
                            RedisSessionStore.open(wrong, Limits.standard()).close())
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("wr0ng-for-the-store"));
            Path file = Files.writeString(directory.resolve("password"), "s:cret-of-the-store\n");
            RedisSessionStore.open(
                            URI.create("redis://cloakroom@127.0.0.1:" + redis.port() + "?passwordFile=" + file),
                            Limits.standard())
                    .close();
        }
    }

    @Test
    void the_store_is_found_by_its_schemes() {
        List<SessionStoreProvider> providers = ServiceLoader.load(SessionStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(RedisStoreProvider.class::isInstance)
                .toList();
        assertThat(providers).hasSize(1);
        assertThat(providers.get(0).schemes())
                .containsExactlyInAnyOrder("redis", "rediss", "redis-sentinel", "redis-cluster");
        try (var store =
                providers.get(0).open(RedisServer.shared().uri("prefix=" + Desk.freshPrefix()), Limits.standard())) {
            store.ping();
            assertThat(store.name()).isEqualTo("redis");
        }
    }
}
