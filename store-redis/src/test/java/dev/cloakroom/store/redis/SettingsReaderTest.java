package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.store.redis.Settings.Topology;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

class SettingsReaderTest {
    private static Settings read(String uri) {
        return SettingsReader.read(URI.create(uri));
    }

    @Test
    void what_is_not_said_is_what_the_page_says() {
        Settings settings = read("redis://host");
        assertThat(settings.topology()).isEqualTo(Topology.STANDALONE);
        assertThat(settings.nodes()).containsExactly(new HostAndPort("host", 6379));
        assertThat(settings.login().isNobody()).isTrue();
        assertThat(settings.tls()).isNull();
        assertThat(settings.prefix()).isEqualTo("cr");
        assertThat(settings.ack()).hasToString("primary");
        assertThat(settings.connections()).isEqualTo(16);
        assertThat(settings.timing())
                .isEqualTo(new Settings.Timing(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3)));
    }

    @Test
    void every_topology_has_its_scheme() {
        Settings sentinel = read("redis-sentinel://u:p@a,b:7/main?sentinelUser=s&tls=true");
        assertThat(sentinel.topology()).isEqualTo(Topology.SENTINEL);
        assertThat(sentinel.master()).isEqualTo("main");
        assertThat(sentinel.nodes()).containsExactly(new HostAndPort("a", 26379), new HostAndPort("b", 7));
        assertThat(read("redis://[::1]:8").nodes()).containsExactly(new HostAndPort("::1", 8));
        assertThat(sentinel.sentinelLogin().user()).isEqualTo("s");
        assertThat(sentinel.tls()).isNotNull();
        Settings cluster = read("redis-cluster://a:1,b:2?ack=replicas(2)&ackTimeout=250ms&prefix=my-app");
        assertThat(cluster.topology()).isEqualTo(Topology.CLUSTER);
        assertThat(cluster.ack().replicas()).isEqualTo(2);
        assertThat(cluster.ack().patience()).isEqualTo(Duration.ofMillis(250));
        assertThat(cluster.prefix()).isEqualTo("my-app");
        Settings secured = read("rediss://user:p%40ss%2B+x@h:1/3?ca=/etc/ca.pem");
        assertThat(secured.tls()).isEqualTo(new Settings.Tls(Path.of("/etc/ca.pem")));
        assertThat(secured.database()).isEqualTo(3);
        assertThat(secured.login().user()).isEqualTo("user");
        assertThat(secured.login().password()).isEqualTo("p@ss++x");
    }

    @Test
    void what_cannot_be_understood_is_refused_without_repeating_a_password() {
        for (String uri : List.of(
                "redis:host",
                "redis://s3cret@h:0",
                "redis://u:s3cret@h:70000",
                "redis://u:s3cret@a,b",
                "redis://u:s3cret@h/x",
                "redis://u:s3cret@h#f",
                "redis://u:s3cret@h?prefix=",
                "redis://u:s3cret@h?prefix=a:b",
                "redis://u:s3cret@h?ack=replicas(0)",
                "redis://u:s3cret@h?timeout=5",
                "redis://u:s3cret@h?connections=1",
                "redis://u:s3cret@h?unknown=1",
                "redis://u:s3cret@h?ack=primary&ack=primary",
                "redis://u:s3cret@h?tls=true",
                "redis://u:s3cret@h?ca=/x",
                "redis://u:s3cret@h?passwordFile=/x",
                "redis://u:s3cret@h?sentinelUser=x",
                "redis-sentinel://u:s3cret@h",
                "redis-cluster://u:s3cret@h/1",
                "http://u:s3cret@h")) {
            assertThatThrownBy(() -> read(uri))
                    .as(uri)
                    .isInstanceOf(InvalidInput.class)
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
        }
    }

    @Test
    void R12_nothing_that_is_printed_shows_a_credential() {
        Settings settings = read("redis://user:s3cret@h");
        assertThat(settings + " " + settings.login()).doesNotContain("s3cret").doesNotContain("user:");
    }
}
