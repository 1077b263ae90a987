package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** R8: idle and absolute deadlines, on the store's clock. */
class ExpiryTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration ABSOLUTE = Duration.ofMinutes(25);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Limits LIMITS = Limits.standard().withTimeouts(IDLE, ABSOLUTE);

    /** Something done with a session that has one message, keyed, one file and a grant for Bob. */
    private interface Doing {
        void with(Desk desk, Claim claim, UUID file) throws Exception;
    }

    @Test
    void R8_an_idle_session_ends_at_the_exact_millisecond() {
        Desk desk = new Desk(LIMITS);
        Claim claim = desk.claimed(Desk.ALICE, Access.READ);
        desk.step(IDLE.minus(TICK));
        assertThat(desk.registry.describe(claim).expiresAt())
                .isEqualTo(desk.clock.instant().plus(TICK));
        desk.step(TICK);
        assertThatThrownBy(() -> desk.registry.describe(claim)).isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void R8_a_busy_session_ends_at_the_exact_millisecond_of_its_absolute_deadline() {
        Desk desk = new Desk(LIMITS);
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
        assertThatThrownBy(() -> desk.say(claim, "too late")).isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void an_absolute_deadline_before_the_idle_one_counts_from_the_start() {
        Desk desk = new Desk(Limits.standard().withTimeouts(IDLE.multipliedBy(3), IDLE));
        Session session = desk.registry.open(Desk.ALICE);
        assertThat(session.expiresAt()).isEqualTo(desk.clock.instant().plus(IDLE));
    }

    @TestFactory
    Stream<DynamicTest> R8_activity_keeps_a_session_alive() {
        Map<String, Doing> activities = new LinkedHashMap<>();
        activities.put(
                "append",
                (desk, claim, file) -> assertThat(desk.say(claim, "x")).isEqualTo(2));
        activities.put("patch", (desk, claim, file) -> {
            Session unused = desk.registry.patch(claim, Map.of("a", "b"));
        });
        activities.put("turn", (desk, claim, file) -> {
            Turn unused = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        });
        activities.put("file", (desk, claim, file) -> {
            UUID unused = MemoryArtifactsTest.put(desk, claim, "y");
        });
        activities.put(
                "file removed",
                (desk, claim, file) -> assertThat(desk.registry.artifacts().remove(claim, file))
                        .isTrue());
        return activities.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> require(one.getValue(), true)));
    }

    @TestFactory
    Stream<DynamicTest> R8_reads_refusals_and_changes_of_access_do_not() {
        Map<String, Doing> others = new LinkedHashMap<>();
        others.put("describe", (desk, claim, file) -> {
            Session unused = desk.registry.describe(claim);
        });
        others.put("claim", (desk, claim, file) -> {
            Claim unused = desk.registry.claim(claim.id(), Desk.ALICE, Access.READ);
        });
        others.put(
                "facts",
                (desk, claim, file) ->
                        assertThat(desk.store.facts(claim.id(), Desk.ALICE)).isPresent());
        others.put(
                "read",
                (desk, claim, file) -> assertThat(desk.registry
                                .history()
                                .read(claim, Slice.latest(1))
                                .entries())
                        .hasSize(1));
        others.put(
                "recorded",
                (desk, claim, file) -> assertThat(
                                desk.registry.history().recorded(claim, new IdempotencyKey("messages", "k")))
                        .isPresent());
        others.put(
                "list",
                (desk, claim, file) ->
                        assertThat(desk.registry.list(Desk.ALICE, null, 5)).isPresent());
        others.put(
                "files",
                (desk, claim, file) ->
                        assertThat(desk.registry.artifacts().list(claim)).hasSize(1));
        others.put(
                "download",
                (desk, claim, file) -> assertThat(
                                desk.registry.artifacts().read(claim, file, OutputStream.nullOutputStream()))
                        .isPresent());
        others.put(
                "replay",
                (desk, claim, file) -> assertThat(desk.append(claim, Desk.keyed("k", "kept")))
                        .isEqualTo(Result.done(new Appended.Replayed(1, 1))));
        others.put(
                "refused",
                (desk, claim, file) -> assertThat(
                                desk.append(claim, Append.of(Draft.user("x")).expecting(9)))
                        .isInstanceOf(Result.Refused.class));
        others.put(
                "reused key",
                (desk, claim, file) ->
                        assertThat(desk.append(claim, Desk.keyed("k", "other"))).isInstanceOf(Result.Refused.class));
        others.put(
                "no such file",
                (desk, claim, file) -> assertThat(desk.registry.artifacts().remove(claim, UUID.randomUUID()))
                        .isFalse());
        others.put("grant", (desk, claim, file) -> desk.registry.grant(claim, Desk.CAROL, Access.READ));
        others.put(
                "revoke",
                (desk, claim, file) ->
                        assertThat(desk.registry.revoke(claim, Desk.BOB)).isTrue());
        others.put(
                "a stranger",
                (desk, claim, file) -> assertThatThrownBy(
                                () -> desk.registry.claim(claim.id(), Desk.CAROL, Access.READ))
                        .isInstanceOf(SessionAccessDenied.class));
        return others.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> require(one.getValue(), false)));
    }

    private static void require(Doing doing, boolean keepsAlive) throws Exception {
        Desk desk = new Desk(LIMITS);
        SessionId id = desk.open(Desk.ALICE);
        Claim bobs = desk.shared(id, Desk.BOB);
        Claim claim = desk.registry.claim(id, Desk.ALICE, Access.MANAGE);
        assertThat(desk.append(current(desk, claim), Desk.keyed("k", "kept"))).isInstanceOf(Result.Done.class);
        UUID file = MemoryArtifactsTest.put(desk, claim, "file");
        Instant opened = desk.clock.instant();
        assertThat(bobs.id()).isEqualTo(id);
        desk.step(Duration.ofMinutes(3));
        doing.with(desk, current(desk, claim), file);
        Session seen = desk.registry.describe(claim);
        Instant active = keepsAlive ? desk.clock.instant() : opened;
        assertThat(seen.lastActiveAt()).isEqualTo(active);
        assertThat(seen.expiresAt()).isEqualTo(active.plus(IDLE));
        desk.step(IDLE.minus(Duration.ofMinutes(3)));
        if (keepsAlive) {
            assertThat(desk.registry.describe(claim).id()).isEqualTo(id);
        } else {
            assertThatThrownBy(() -> desk.registry.describe(claim)).isInstanceOf(SessionAccessDenied.class);
        }
    }

    /** A claim with the newest stamp. */
    private static Claim current(Desk desk, Claim claim) {
        Session unused = desk.registry.describe(claim);
        return desk.registry.claim(claim.id(), claim.principal(), claim.access());
    }

    @Test
    void R8_nothing_brings_back_a_session_that_has_expired() {
        Desk desk = new Desk(LIMITS);
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.say(claim, "x")).isEqualTo(1);
        desk.step(IDLE);
        assertThatThrownBy(() -> desk.say(claim, "y")).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> desk.registry.patch(claim, Map.of("a", "b"))).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> desk.registry.close(claim)).isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.registry.list(Desk.ALICE, null, 5).orElseThrow().sessions())
                .isEmpty();
        desk.store.sweep();
        assertThat(List.of(desk.store.sessions(), desk.store.bytes())).containsOnly(0L);
    }

    @Test
    void R15_a_turn_has_the_deadline_it_was_given_whatever_else_changes() {
        Desk desk = new Desk(LIMITS);
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        Turn turn = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            desk.step(Duration.ofSeconds(4));
            Session unused = desk.registry.patch(claim, Map.of("i", "" + i));
        }
        desk.step(Duration.ofSeconds(3).minus(TICK));
        assertThat(desk.say(turn.claim(), "in time")).isEqualTo(1);
        desk.step(TICK);
        assertThat(Desk.refusal(desk.append(turn.claim(), Append.of(Draft.user("late")))))
                .isPresent();
    }
}
