package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R4: whoever is refused waits on nobody, not even on a write that hangs. */
@Timeout(60)
class WaitsOnNobodyTest {
    /** A clock in which one thread gets stuck. */
    private static final class StickyClock implements InstantSource {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile Thread stuck;

        @Override
        public Instant instant() {
            if (Thread.currentThread() == stuck) {
                entered.countDown();
                try {
                    assertThat(released.await(50, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return Instant.ofEpochMilli(1_800_000_000_000L);
        }
    }

    private final StickyClock clock = new StickyClock();
    private final Desk desk = new Desk(Limits.standard(), 100, 1 << 20, clock);

    @Test
    void R4_a_foreign_probe_returns_while_the_owners_write_is_stuck() throws Exception {
        SessionId id = desk.open(Desk.ALICE);
        Claim bobs = desk.shared(id, Desk.BOB);
        Claim owners = desk.owners(id);
        assertThat(desk.registry.revoke(owners, Desk.BOB)).isTrue();
        Claim current = desk.shared(id, new Principal("acme", "dave"));
        assertThat(desk.registry.describe(owners).id()).isEqualTo(id);

        FutureTask<Long> stuck = new FutureTask<>(() -> desk.say(desk.owners(id), "stuck"));
        Thread writer = new Thread(stuck, "writer");
        FutureTask<Result<?>> behind = new FutureTask<>(() -> desk.append(current, Append.of(Draft.user("behind"))));
        Thread second = new Thread(behind, "behind");
        try {
            clock.stuck = writer;
            writer.start();
            assertThat(clock.entered.await(30, TimeUnit.SECONDS)).isTrue();
            second.start();
            while (second.getState() != Thread.State.BLOCKED) { // proves that the writer is inside the session's lock
                assertThat(behind.isDone()).isFalse();
                Thread.onSpinWait();
            }
            requireNobodyElseWaits(id, bobs, current);
            assertThat(stuck.isDone()).isFalse();
            assertThat(behind.isDone()).isFalse();
        } finally {
            clock.released.countDown();
        }
        assertThat(stuck.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(behind.get(30, TimeUnit.SECONDS)).isInstanceOf(Result.Done.class);
    }

    private void requireNobodyElseWaits(SessionId id, Claim revoked, Claim current) {
        for (Access access : Access.values()) {
            assertThatThrownBy(() -> desk.registry.claim(id, Desk.CAROL, access))
                    .isInstanceOf(SessionAccessDenied.class);
        }
        assertThat(desk.append(revoked, Append.of(Draft.user("x")))).isEqualTo(Result.stale());
        assertThat(desk.store.swap(
                        revoked, 1, new Control(Desk.BOB, revoked.stamp(), 2, Map.of(), Map.of(), null), null))
                .isEqualTo(Result.stale());
        assertThat(desk.store.end(revoked)).isEqualTo(Result.stale());
        assertThat(desk.store.artifacts().remove(revoked, UUID.randomUUID())).isEqualTo(Result.stale());
        assertThatThrownBy(() -> desk.say(revoked, "x")).isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.store.history().read(current, Slice.latest(5))).isInstanceOf(Result.Done.class);
        assertThat(desk.store.history().recorded(current, new IdempotencyKey("o", "k")))
                .isInstanceOf(Result.Done.class);
        assertThat(desk.store.facts(id, Desk.CAROL)).isPresent();
        assertThat(desk.store.head(current)).isInstanceOf(Result.Done.class);
        assertThat(desk.store.artifacts().list(current)).isInstanceOf(Result.Done.class);
        assertThat(desk.registry.list(Desk.ALICE, null, 5).orElseThrow().sessions())
                .hasSize(1);
        assertThat(desk.store.sessions()).isEqualTo(1);
    }
}
