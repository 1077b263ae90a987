package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R8: idle and absolute deadlines, on the clock of Redis. */
class ExpiryTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration ABSOLUTE = Duration.ofMinutes(25);
    private static final Duration TICK = Duration.ofMillis(1);

    private final Desk desk = Desk.open(Limits.standard().withTimeouts(IDLE, ABSOLUTE));

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void R8_an_idle_session_ends_at_the_exact_millisecond() {
        Claim claim = desk.claimed(Desk.ALICE, Access.READ);
        desk.step(IDLE.minus(TICK));
        assertThat(desk.registry.describe(claim).expiresAt())
                .isEqualTo(desk.clock.instant().plus(TICK));
        desk.step(TICK);
        assertThatThrownBy(() -> desk.registry.describe(claim)).isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void R8_a_busy_session_ends_at_the_exact_millisecond_of_its_absolute_deadline() {
        Instant end = desk.clock.instant().plus(ABSOLUTE);
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        for (int i = 0; i < 4; i++) {
            desk.step(Duration.ofMinutes(6));
            assertThat(desk.say(claim, "still here")).isEqualTo(i + 1);
        }
        assertThat(desk.registry.describe(claim).expiresAt()).isEqualTo(end);
        desk.step(Duration.ofMinutes(1).minus(TICK));
        assertThat(desk.say(claim, "last words")).isEqualTo(5);
        desk.step(TICK);
        assertThat(desk.append(claim, Append.of(Draft.user("late")))).isEqualTo(Result.gone());
    }

    @Test
    void R8_nothing_succeeds_on_an_expired_session_and_nothing_brings_it_back() {
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.append(claim, Desk.keyed("k", "x"))).isInstanceOf(Result.Done.class);
        UUID file = desk.put(claim, "bytes");
        var control = Desk.done(desk.store.head(claim)).control();
        var staging = Desk.done(desk.store.artifacts().begin(claim));
        desk.step(IDLE);
        assertThat(desk.store.facts(claim.id(), Desk.ALICE)).isEmpty();
        assertThat(desk.store.owned(Desk.ALICE, null, 5).orElseThrow().heads()).isEmpty();
        List<Result<?>> late = List.of(
                desk.store.head(claim),
                desk.append(claim, Desk.keyed("k", "x")),
                desk.store.history().read(claim, Slice.latest(5)),
                desk.store.history().recorded(claim, new IdempotencyKey("messages", "k")),
                desk.store.swap(claim, control.version(), control, null),
                desk.store.artifacts().list(claim),
                desk.store.artifacts().find(claim, file),
                desk.store.artifacts().chunk(claim, file, 0),
                desk.store.artifacts().remove(claim, file),
                desk.store.artifacts().begin(claim),
                desk.store.end(claim));
        assertThat(late).allMatch(Result.gone()::equals);
        staging.write(UUID.randomUUID(), new byte[5]);
        staging.close();
        desk.step(Duration.ofSeconds(1).negated());
        assertThat(desk.contents(claim)).as("not even its deadline moved").containsExactly("x");
    }

    @Test
    void R4_reads_and_refusals_do_not_keep_a_session_alive() {
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        Instant end = desk.registry.describe(claim).expiresAt();
        desk.step(Duration.ofMinutes(5));
        assertThat(desk.contents(claim)).isEmpty();
        assertThat(desk.append(claim, Desk.keyed("k", "x").expecting(7))).isInstanceOf(Result.Refused.class);
        assertThat(desk.store.facts(claim.id(), Desk.BOB)).isPresent();
        assertThat(desk.registry.artifacts().list(claim)).isEmpty();
        desk.store.bell(claim.id(), () -> {}).close();
        assertThat(desk.registry.describe(claim).expiresAt()).isEqualTo(end);
    }

    @Test
    void R8_messages_files_turns_and_patches_are_activity() {
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        List<Runnable> activities = List.of(
                () -> assertThat(desk.say(claim, "x")).isPositive(),
                () -> assertThat(desk.put(claim, "x")).isNotNull(),
                () -> assertThat(desk.registry.patch(claim, Map.of("a", "b"))).isNotNull());
        for (Runnable activity : activities) {
            desk.step(Duration.ofMinutes(5));
            activity.run();
            assertThat(desk.registry.describe(claim).expiresAt())
                    .isEqualTo(desk.clock.instant().plus(IDLE));
        }
    }

    @Test
    void R8_the_keys_of_a_session_vanish_by_themselves_after_its_deadline() {
        SessionId id = desk.opened(Desk.ALICE);
        Claim claim = desk.owners(id);
        assertThat(desk.put(claim, "bytes")).isNotNull();
        for (int i = 1; i < 4; i++) {
            desk.step(Duration.ofMinutes(8));
            assertThat(desk.say(claim, "x")).isEqualTo(i);
        }
        long ends = Duration.between(
                        desk.clock.instant(), desk.registry.describe(claim).expiresAt())
                .toMillis();
        assertThat(desk.keys()).hasSize(4);
        for (String key : desk.keys()) {
            long left = (Long) RedisServer.shared().ask("PTTL", key);
            assertThat(left).as("%s", key.substring(key.length() - 1)).isGreaterThan(ends);
            if (key.contains("{")) {
                assertThat(left).isLessThan(ends + Lifetime.SLACK.toMillis() + ABSOLUTE.toMillis());
            }
        }
    }
}
