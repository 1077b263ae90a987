package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionListener.LifeCycle;
import dev.cloakroom.session.Turn.OnBusy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** R12: who was refused is reported once, and nothing that is reported opens or tells anything. */
class AuditTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new OwnThread();
    private final Level before = root.getLevel();

    /** What is reported is reported by the thread that caused it; others may still run turns of earlier tests. */
    private static final class OwnThread extends ListAppender<ILoggingEvent> {
        private final Thread own = Thread.currentThread();

        @Override
        protected void append(ILoggingEvent event) {
            if (Thread.currentThread() == own) {
                super.append(event);
            }
        }
    }

    @BeforeEach
    void listen() {
        logged.start();
        root.setLevel(Level.TRACE);
        root.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(logged);
        root.setLevel(before);
    }

    @Test
    void R12_each_denial_is_one_event_with_a_keyed_hash() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        SessionId other = house.open(House.ALICE);
        house.told.forget();
        for (SessionId asked : List.of(id, id, other)) {
            assertThatThrownBy(() -> house.registry.claim(asked, House.BOB, Access.APPEND))
                    .isInstanceOf(SessionAccessDenied.class);
        }
        List<Denial> denials = house.told.denials;
        assertThat(denials).hasSize(3).allSatisfy(denial -> {
            assertThat(denial.who()).isEqualTo(House.BOB);
            assertThat(denial.operation()).isEqualTo("claim append");
            assertThat(denial.reason()).isEqualTo(Denial.Reason.FOREIGN);
            assertThat(denial.session()).matches("[0-9a-f]{16}");
            assertThat(denial.toString()).doesNotContain(id.text(), other.text());
        });
        assertThat(denials.get(0).session())
                .isEqualTo(denials.get(1).session())
                .isNotEqualTo(denials.get(2).session());
    }

    @Test
    void R12_every_denied_operation_is_exactly_one_event() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        house.registry.grant(house.owners(id), House.BOB, Access.APPEND);
        Claim bobs = house.registry.claim(id, House.BOB, Access.APPEND);
        house.registry.close(house.owners(id));
        SessionRegistry registry = house.registry;
        List<ThrowingCallable> operations = List.of(
                () -> registry.history().append(bobs, Draft.user("x")),
                () -> registry.history().read(bobs, Slice.latest(1)),
                () -> registry.describe(bobs),
                () -> registry.patch(bobs, Map.of("a", "b")),
                () -> registry.artifacts().list(bobs),
                () -> registry.beginTurn(bobs, OnBusy.WAIT, Duration.ofSeconds(1)),
                () -> registry.close(bobs),
                () -> registry.claim(id, House.BOB, Access.READ),
                () -> registry.claim("nonsense", House.BOB, Access.READ));
        int expected = 0;
        for (ThrowingCallable operation : operations) {
            assertThatThrownBy(operation).isInstanceOf(SessionAccessDenied.class);
            assertThat(house.told.denials).hasSize(++expected);
        }
        assertThat(house.told.denials)
                .extracting(Denial::operation)
                .containsExactly(
                        "append", "read", "describe", "patch", "read_files", "turn", "end", "claim read", "claim read");
    }

    @Test
    void R12_the_same_id_has_the_same_hash_under_the_same_key_only() {
        String id = UUID.randomUUID().toString();
        String one = hashOf(id, "0123456789abcdef");
        assertThat(one).isEqualTo(hashOf(id, "0123456789abcdef")).isNotEqualTo(hashOf(id, "0123456789abcdeg"));
        assertThat(hashOf(id, null)).isNotEqualTo(hashOf(id, null)).isNotEqualTo(one);
        assertThat(one).isNotEqualTo(Digests.shortHex(id)).doesNotStartWith(Digests.shortHex(id));
    }

    private static String hashOf(String id, String key) {
        House.Told told = new House.Told();
        SessionRegistry.Builder builder = SessionRegistry.builder(new TestStore(Limits.standard(), new SteppedClock()))
                .listener(told);
        if (key != null) {
            builder = builder.auditKey(key.getBytes(StandardCharsets.UTF_8));
        }
        SessionRegistry registry = builder.build();
        assertThatThrownBy(() -> registry.claim(id, House.BOB, Access.READ)).isInstanceOf(SessionAccessDenied.class);
        return told.denials.get(0).session();
    }

    @Test
    void an_audit_key_has_16_bytes_and_is_copied() {
        SessionRegistry.Builder builder = SessionRegistry.builder(new TestStore(Limits.standard(), new SteppedClock()));
        assertThatThrownBy(() -> builder.auditKey(new byte[15])).isInstanceOf(InvalidInput.class);
        byte[] key = new byte[16];
        House.Told told = new House.Told();
        SessionRegistry registry = builder.auditKey(key).listener(told).build();
        String id = UUID.randomUUID().toString();
        assertThatThrownBy(() -> registry.claim(id, House.BOB, Access.READ)).isInstanceOf(SessionAccessDenied.class);
        key[0] = 1;
        assertThatThrownBy(() -> registry.claim(id, House.BOB, Access.READ)).isInstanceOf(SessionAccessDenied.class);
        assertThat(told.denials.get(0)).isEqualTo(told.denials.get(1));
    }

    @Test
    void R12_life_cycle_events_say_what_happened_to_whom() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        Claim claim = house.owners(id);
        house.registry.grant(claim, House.BOB, Access.READ);
        assertThat(house.registry.revoke(claim, House.BOB)).isTrue();
        assertThat(house.registry.revoke(claim, House.BOB)).isFalse();
        house.registry.transfer(claim, House.CAROL);
        house.registry.close(house.registry.claim(id, House.CAROL, Access.MANAGE));
        String hash = house.told.changes.get(0).session();
        assertThat(hash).matches("[0-9a-f]{16}");
        assertThat(house.told.changes)
                .containsExactly(
                        new LifeCycle(LifeCycle.Kind.OPENED, hash, House.ALICE, null, false),
                        new LifeCycle(LifeCycle.Kind.GRANTED, hash, House.ALICE, House.BOB, false),
                        new LifeCycle(LifeCycle.Kind.REVOKED, hash, House.ALICE, House.BOB, false),
                        new LifeCycle(LifeCycle.Kind.TRANSFERRED, hash, House.ALICE, House.CAROL, false),
                        new LifeCycle(LifeCycle.Kind.ENDED, hash, House.CAROL, null, false));
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void a_change_that_changes_nothing_is_not_told() {
        House house = new House();
        SessionId id = house.open(House.ALICE);
        Claim claim = house.owners(id);
        house.registry.grant(claim, House.BOB, Access.READ);
        house.told.forget();
        house.registry.grant(claim, House.BOB, Access.READ);
        house.registry.transfer(claim, House.ALICE);
        assertThat(house.told.changes).isEmpty();
    }

    @Test
    void R12_what_failed_is_not_told_as_a_change() {
        House house = new House();
        Claim claim = house.claimed(House.ALICE, Access.MANAGE);
        house.told.forget();
        assertThatThrownBy(() -> house.registry.grant(claim, House.MALLORY, Access.READ))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> house.registry.grant(claim, House.BOB, Access.MANAGE))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> house.registry.grant(claim, House.ALICE, Access.READ))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> house.registry.transfer(claim, House.MALLORY)).isInstanceOf(InvalidInput.class);
        assertThat(house.told.changes).isEmpty();
        assertThat(house.told.denials).isEmpty();
    }

    @Test
    void a_listener_that_throws_does_no_harm() {
        SessionRegistry registry = SessionRegistry.builder(new TestStore(Limits.standard(), new SteppedClock()))
                .listener(new SessionListener() {
                    @Override
                    public void denied(Denial denial) {
                        throw new IllegalStateException("listener down");
                    }

                    @Override
                    public void changed(LifeCycle change) {
                        throw new IllegalStateException("listener down");
                    }
                })
                .build();
        SessionId id = registry.open(House.ALICE).id();
        assertThatThrownBy(() -> registry.claim(id, House.BOB, Access.READ))
                .isInstanceOf(SessionAccessDenied.class)
                .hasNoCause();
        registry.close(registry.claim(id, House.ALICE, Access.MANAGE));
        assertThat(logged.list)
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.getMessage()).isEqualTo("a session listener failed"));
    }

    @Test
    void a_listener_that_wants_to_hear_nothing_need_not_say_so() {
        SessionRegistry registry = SessionRegistry.builder(new TestStore(Limits.standard(), new SteppedClock()))
                .listener(new SessionListener() {})
                .build();
        SessionId id = registry.open(House.ALICE).id();
        assertThatThrownBy(() -> registry.claim(id, House.BOB, Access.READ)).isInstanceOf(SessionAccessDenied.class);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void R12_the_security_log_says_who_tried_what_and_nothing_in_clear() {
        SessionRegistry registry = SessionRegistry.over(new TestStore(Limits.standard(), new SteppedClock()));
        Session session = registry.open(House.ALICE, Map.of("title", "very private"));
        SessionId id = session.id();
        Claim claim = registry.claim(id, House.ALICE, Access.MANAGE);
        Appended unused = registry.history().append(claim, Draft.user("hush hush"));
        registry.grant(claim, new Principal("acme", "b\u2028ob"), Access.READ);
        assertThatThrownBy(() -> registry.claim(id, House.MALLORY, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> registry.claim(id.text() + "\" reason=NONE\n", House.MALLORY, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        registry.close(claim);
        assertThatThrownBy(() -> registry.history().append(claim, Draft.user("late secret")))
                .isInstanceOf(SessionAccessDenied.class);

        assertThat(logged.list).extracting(ILoggingEvent::getLoggerName).containsOnly("cloakroom.security");
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line).matches("Session OPENED: session=[0-9a-f]{16} user=\"alice@acme\""),
                        line -> assertThat(line)
                                .matches(
                                        "Session GRANTED: session=[0-9a-f]{16} user=\"alice@acme\" whom=\"b\\\\u2028ob@acme\""),
                        line -> assertThat(line)
                                .matches("Session hijacking attempt: session=[0-9a-f]{16} user=\"mallory@evil\""
                                        + " operation=\"claim read\" reason=OTHER_TENANT"),
                        line -> assertThat(line)
                                .matches("Session hijacking attempt: session=[0-9a-f]{16} user=\"mallory@evil\""
                                        + " operation=\"claim read\" reason=MALFORMED"),
                        line -> assertThat(line).matches("Session ENDED: session=[0-9a-f]{16} user=\"alice@acme\""),
                        line -> assertThat(line)
                                .matches("Session hijacking attempt: session=[0-9a-f]{16} user=\"alice@acme\""
                                        + " operation=\"append\" reason=UNKNOWN"));
        assertThat(logged.list)
                .extracting(event -> event.getFormattedMessage() + event.getThrowableProxy())
                .allSatisfy(line -> assertThat(line)
                        .doesNotContain(id.text(), "private", "hush", "secret", "title", "\n", "\u2028"));
        assertThat(logged.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.DEBUG, Level.INFO, Level.WARN, Level.WARN, Level.DEBUG, Level.WARN);
    }
}
