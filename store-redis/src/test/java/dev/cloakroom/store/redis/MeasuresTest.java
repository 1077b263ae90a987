package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.store.redis.servers.RedisServer;
import org.junit.jupiter.api.Test;

/** What the store tells of itself. */
class MeasuresTest {

    @Test
    void it_tells_of_its_connections() {
        try (Desk desk = Desk.on(RedisServer.shared().uri("prefix=" + Desk.freshPrefix() + "&connections=3"))) {
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            assertThat(desk.say(claim, "x")).isEqualTo(1);
            assertThat(value(desk, "connections_limit")).isEqualTo(3);
            assertThat(value(desk, "connections_in_use")).isZero();
            assertThat(value(desk, "connections_idle")).isEqualTo(desk.store.connections());
            assertThat(value(desk, "connections_waiting")).isZero();
            assertThat(value(desk, "connections_opened")).isPositive();
            assertThat(value(desk, "connections_lost")).isZero();
            assertThat(value(desk, "crossed_replies")).isZero();
            assertThat(value(desk, "writes_refused")).isZero();
        }
    }

    @Test
    void a_connection_that_breaks_in_the_middle_is_counted() {
        try (RedisServer redis = RedisServer.start();
                Desk desk = Desk.on(redis.uri("prefix=cr&timeout=200ms&patience=300ms"))) {
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            redis.close();
            assertThatThrownBy(() -> desk.say(claim, "x")).isInstanceOf(SessionException.class);
            assertThat(value(desk, "connections_lost")).isPositive();
        }
    }

    @Test
    void R13_it_tells_that_changes_are_refused_while_Redis_may_evict() {
        try (RedisServer redis = RedisServer.start();
                Desk desk = Desk.on(redis.uri("prefix=cr"))) {
            assertThat(redis.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"))
                    .isEqualTo("OK");
            desk.store.inspectAgain();
            assertThat(value(desk, "writes_refused")).isEqualTo(1);
            assertThat(redis.ask("CONFIG", "SET", "maxmemory-policy", "noeviction"))
                    .isEqualTo("OK");
            desk.store.inspectAgain();
            assertThat(value(desk, "writes_refused")).isZero();
        }
    }

    private static long value(Desk desk, String name) {
        return desk.store.measures().stream()
                .filter(measure -> measure.name().equals(name))
                .findFirst()
                .map(Measure::value)
                .orElseThrow()
                .getAsLong();
    }
}
