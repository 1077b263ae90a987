package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every refusal of the SPI, in its order. */
class RefusalsTest {
    private static final String LONG = "123456789";

    @Test
    void an_append_that_is_wrong_in_every_way_is_refused_in_the_order_of_the_spi() {
        Limits limits = Limits.standard().with(Limit.MESSAGES, 3).with(Limit.HISTORY_BYTES, 8);
        long before = Desk.opened(Desk.ALICE) + Weight.KEY + Desk.said(2);
        Desk desk = new Desk(limits, 10, before + Desk.said(4));
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        Turn turn = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        Claim fenced = turn.claim();
        turn.close();
        assertThat(desk.append(claim, Desk.keyed("k", "12"))).isInstanceOf(Result.Done.class);
        Append tooMany = Append.of(List.of(Draft.user(LONG), Draft.user(""), Draft.user("")));
        IdempotencyKey used = new IdempotencyKey("messages", "k");
        Append wrong = tooMany.expecting(7);
        requireOrder(
                desk,
                before,
                List.of(
                        new Wrong(fenced, wrong.keyed(used), Refusal.KEY_REUSED),
                        new Wrong(fenced, wrong, Refusal.FENCED),
                        new Wrong(claim, wrong, Refusal.LAST_SEQ),
                        new Wrong(claim, tooMany, Refusal.MESSAGES),
                        new Wrong(claim, Append.of(Draft.user(LONG)), Refusal.HISTORY_BYTES),
                        new Wrong(claim, Append.of(Draft.user("12345")), Refusal.STORE_FULL)));
        assertThat(desk.append(claim, Append.of(Draft.user("1234")).expecting(1)))
                .isInstanceOf(Result.Done.class);
        assertThat(desk.store.bytes()).isEqualTo(before + Desk.said(4));
    }

    private record Wrong(Claim claim, Append append, Refusal why) {}

    private static void requireOrder(Desk desk, long before, List<Wrong> wrongs) {
        for (Wrong wrong : wrongs) {
            assertThat(Desk.refusal(desk.append(wrong.claim, wrong.append))).contains(wrong.why);
            assertThat(desk.store.bytes()).isEqualTo(before);
        }
    }

    @Test
    void R6_a_replay_comes_before_every_refusal_of_the_state() {
        long most = Desk.opened(Desk.ALICE) + Weight.KEY + Desk.said(3);
        Desk desk = new Desk(Limits.standard().with(Limit.MESSAGES, 1), 10, most);
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        Append keyed = Desk.keyed("k", "abc").expecting(0).leavingRoomFor(0, 0);
        assertThat(desk.append(claim, keyed)).isEqualTo(Result.done(new Appended.At(1, 1, desk.clock.instant())));
        Turn turn = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO);
        turn.close();
        Result<Appended> replayed = Result.done(new Appended.Replayed(1, 1));
        assertThat(desk.append(claim, keyed)).isEqualTo(replayed);
        assertThat(desk.append(turn.claim(), keyed)).isEqualTo(replayed);
        assertThat(desk.append(turn.claim(), keyed.leavingRoomFor(5, 500))).isEqualTo(replayed);
        assertThat(desk.store.history().recorded(claim, new IdempotencyKey("messages", "k")))
                .isEqualTo(Result.done(Optional.of(new Appended.Replayed(1, 1))));
        assertThat(desk.store.history().recorded(claim, new IdempotencyKey("messages", "other")))
                .isEqualTo(Result.done(Optional.empty()));
    }

    @Test
    void R6_a_refused_append_leaves_its_key_unused() {
        Desk desk = new Desk(Limits.standard().with(Limit.MESSAGES, 1));
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        Append two = Append.of(List.of(Draft.user("a"), Draft.user("b"))).keyed(new IdempotencyKey("messages", "k"));
        assertThat(Desk.refusal(desk.append(claim, two))).contains(Refusal.MESSAGES);
        assertThat(desk.append(claim, Desk.keyed("k", "other"))).isInstanceOf(Result.Done.class);
    }

    @Test
    void R5_the_last_seq_is_found_where_another_was_expected() {
        Desk desk = new Desk();
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        assertThat(desk.say(claim, "a")).isEqualTo(1);
        assertThat(desk.append(claim, Append.of(Draft.user("b")).expecting(0)))
                .isEqualTo(Result.refused(Refusal.LAST_SEQ, 1));
        assertThat(desk.append(claim, Append.of(Draft.user("b")).expecting(2)))
                .isEqualTo(Result.refused(Refusal.LAST_SEQ, 1));
        assertThat(desk.append(claim, Append.of(Draft.user("b")).expecting(1))).isInstanceOf(Result.Done.class);
    }

    @Test
    void R11_messages_and_bytes_take_n_and_refuse_one_more() {
        Desk desk = new Desk(Limits.standard().with(Limit.MESSAGES, 3).with(Limit.HISTORY_BYTES, 6));
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        Append two = Append.of(List.of(Draft.user("é"), Draft.user("a").withMetadata(Map.of("k", "v"))));
        assertThat(desk.append(claim, two.leavingRoomFor(2, 0))).isEqualTo(Result.refused(Refusal.MESSAGES, 4));
        assertThat(desk.append(claim, two.leavingRoomFor(1, 2))).isEqualTo(Result.refused(Refusal.HISTORY_BYTES, 7));
        assertThat(desk.append(claim, two.leavingRoomFor(Integer.MAX_VALUE, 0))).isInstanceOf(Result.Refused.class);
        assertThat(desk.append(claim, two.leavingRoomFor(0, Long.MAX_VALUE))).isInstanceOf(Result.Refused.class);
        assertThat(desk.append(claim, two.leavingRoomFor(1, 1))).isInstanceOf(Result.Done.class);
        assertThat(desk.append(claim, two)).isEqualTo(Result.refused(Refusal.MESSAGES, 4));
        assertThat(desk.append(claim, Append.of(Draft.user("12")))).isEqualTo(Result.refused(Refusal.HISTORY_BYTES, 7));
        assertThat(desk.append(claim, Append.of(Draft.user("1")))).isInstanceOf(Result.Done.class);
        long pair = Weight.PAIR + 2 * 2;
        long both = 2 * Weight.ENTRY + 2 * 2 + pair; // what is not ASCII takes two bytes a char
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + both + Desk.said(1));
    }

    @Test
    void R3_every_guarded_operation_is_stale_when_access_changed_and_gone_when_the_session_is() {
        Desk desk = new Desk();
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.say(claim, "kept")).isEqualTo(1);
        Late kept = new Late(desk, claim);
        List<Function<Claim, Result<?>>> operations = guarded(desk, kept);
        Claim old = claim;
        desk.registry.grant(claim, Desk.BOB, Access.READ);
        Head before = describe(desk);
        for (int i = 0; i < operations.size(); i++) {
            assertThat(operations.get(i).apply(old)).as("operation " + i).isEqualTo(Result.stale());
        }
        assertThat(describe(desk)).isEqualTo(before);
        desk.step(desk.store.limits().idleTimeout());
        for (int i = 0; i < operations.size(); i++) {
            assertThat(operations.get(i).apply(old)).as("operation " + i).isEqualTo(Result.gone());
        }
        Claim fresh = desk.claimed(Desk.ALICE, Access.MANAGE);
        desk.registry.close(fresh);
        for (int i = 0; i < operations.size(); i++) {
            assertThat(operations.get(i).apply(fresh)).as("operation " + i).isEqualTo(Result.gone());
        }
        assertThat(operations).hasSize(12);
    }

    private static Head describe(Desk desk) {
        return desk.store.owned(Desk.ALICE, null, 10).orElseThrow().heads().get(0);
    }

    /** One file that is kept and one on its way, far too large and too late for every limit. */
    private static final class Late {
        final UUID file;
        final ArtifactStore.Staging staging;

        Late(Desk desk, Claim claim) {
            this.file = MemoryArtifactsTest.put(desk, claim, "a");
            this.staging = MemoryArtifactsTest.done(desk.store.artifacts().begin(claim));
            UUID late = UUID.randomUUID();
            staging.write(late, new byte[3]);
            staging.write(late, new byte[2 << 20]);
        }
    }

    private static List<Function<Claim, Result<?>>> guarded(Desk desk, Late kept) {
        CaffeineSessionStore store = desk.store;
        Control next = new Control(Desk.ALICE, new Stamp(9, 9), 9, Map.of(), Map.of(), null);
        Batch upload = MemoryArtifactsTest.batch(UUID.randomUUID(), 3);
        List<Function<Claim, Result<?>>> all = new ArrayList<>();
        all.add(store::head);
        all.add(claim -> store.swap(claim, 12345, next, null));
        all.add(store::end);
        all.add(claim ->
                store.history().append(claim, Append.of(Draft.user("x")).expecting(77)));
        all.add(claim -> store.history().append(claim, Append.of(Draft.user("x".repeat(2 << 20)))));
        all.add(claim -> store.history().read(claim, Slice.latest(1)));
        all.add(claim -> store.history().recorded(claim, new IdempotencyKey("o", "k")));
        all.add(store.artifacts()::begin);
        all.add(claim -> store.artifacts().list(claim));
        all.add(claim -> store.artifacts().chunk(claim, kept.file, 0));
        all.add(claim -> store.artifacts().remove(claim, kept.file));
        all.add(claim -> kept.staging.commit(claim, upload));
        return all;
    }

    @Test
    void R1_an_id_in_use_is_taken_be_it_by_an_expired_session() {
        Desk desk = new Desk();
        SessionId id = desk.open(Desk.ALICE);
        Control control = new Control(Desk.BOB, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
        assertThat(Desk.refusal(desk.store.create(id, control))).contains(Refusal.ID_TAKEN);
        desk.step(desk.store.limits().idleTimeout());
        assertThat(Desk.refusal(desk.store.create(id, control))).contains(Refusal.ID_TAKEN);
        assertThat(desk.store.owned(Desk.BOB, null, 5).orElseThrow().heads()).isEmpty();
        assertThat(desk.store.sessions()).isEqualTo(1);
    }

    @Test
    void a_swap_of_another_version_changes_nothing() {
        Desk desk = new Desk();
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        Control control = describe(desk).control();
        Control next = new Control(Desk.BOB, new Stamp(2, 2), 5, Map.of(), Map.of("a", "b"), null);
        assertThat(Desk.refusal(desk.store.swap(claim, control.version() + 1, next, null)))
                .contains(Refusal.VERSION);
        assertThat(describe(desk).control()).isEqualTo(control);
        assertThat(desk.store.swap(claim, control.version(), next, null)).isInstanceOf(Result.Done.class);
        assertThat(desk.store.owned(Desk.ALICE, null, 5).orElseThrow().heads()).isEmpty();
        assertThat(desk.store.owned(Desk.BOB, null, 5).orElseThrow().heads())
                .extracting(Head::id)
                .containsExactly(claim.id());
    }

    @Test
    void R2_the_facts_are_of_whoever_asks() {
        Desk desk = new Desk();
        SessionId id = desk.open(Desk.ALICE);
        desk.registry.grant(desk.owners(id), Desk.BOB, Access.READ);
        assertThat(desk.store.facts(id, Desk.BOB).orElseThrow().grant()).isEqualTo(Access.READ);
        assertThat(desk.store.facts(id, Desk.CAROL).orElseThrow().grant()).isNull();
        assertThat(desk.store.facts(new SessionId(UUID.randomUUID()), Desk.ALICE))
                .isEmpty();
        desk.step(desk.store.limits().idleTimeout());
        assertThat(desk.store.facts(id, Desk.ALICE)).isEmpty();
    }

    @Test
    void what_the_store_returns_cannot_be_changed() {
        Desk desk = new Desk();
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        assertThat(desk.say(claim, "a")).isEqualTo(1);
        List<Entry> page = desk.registry.history().read(claim, Slice.latest(5)).entries();
        List<?> files = desk.registry.artifacts().list(claim);
        List<Head> heads = desk.store.owned(Desk.ALICE, null, 5).orElseThrow().heads();
        for (List<?> list : List.of(page, files, heads)) {
            assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(desk.say(claim, "b")).isEqualTo(2);
        assertThat(page).extracting(Entry::content).containsExactly("a");
        assertThat(heads).extracting(Head::lastSeq).containsExactly(1L);
    }
}
