package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R11: what is small weighs too, every change takes and gives back what it weighs, and the sum is about the heap. */
class WeightTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int SESSIONS = 4_000; // of each of the 6 kinds
    private static final Principal LONG_NAME = new Principal("acme", "b".repeat(128));

    /** Metadata of so many pairs, each of {@code chars} characters in all. */
    private static Map<String, String> pairs(int count, int chars) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < count; i++) {
            pairs.put("k" + (char) ('a' + i), "v".repeat(chars - 2));
        }
        return pairs;
    }

    private static long weight(int count, int chars) {
        return count * (Weight.PAIR + 2L * chars);
    }

    @Test
    void empty_messages_fill_a_store() {
        Desk desk = new Desk(Limits.standard(), 10, MEGABYTE);
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        long fit = (MEGABYTE - Desk.opened(Desk.ALICE)) / Weight.ENTRY;
        for (long i = 1; i <= fit; i++) {
            Result<?> appended = desk.append(claim, Append.of(Draft.user("")));
            assertThat(appended instanceof Result.Done).isTrue();
        }
        RoomTest.requireFull(() -> desk.say(claim, ""));
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + fit * Weight.ENTRY);
        assertThat(desk.registry.describe(claim).lastSeq()).isEqualTo(fit);
    }

    @Test
    void sessions_with_the_most_metadata_fill_a_store() {
        Desk desk = new Desk(Limits.standard(), 1_000, MEGABYTE);
        long each = Desk.opened(Desk.ALICE) + weight(16, 514);
        for (int i = 0; i < MEGABYTE / each; i++) {
            assertThat(desk.registry.open(Desk.ALICE, pairs(16, 514))).isNotNull();
        }
        RoomTest.requireFull(() -> desk.registry.open(Desk.ALICE, pairs(16, 514)));
        assertThat(desk.store.sessions()).isEqualTo(MEGABYTE / each).isLessThan(100);
        assertThat(desk.store.bytes()).isEqualTo(MEGABYTE / each * each);
        assertThat(desk.registry.closeAll(Desk.ALICE)).isEqualTo((int) (MEGABYTE / each));
        assertThat(desk.store.bytes()).isZero();
    }

    /** What a small session may be made of. */
    private enum Small {
        BARE {
            @Override
            void fill(Desk desk, Claim claim) {}
        },
        EMPTY_MESSAGES {
            @Override
            void fill(Desk desk, Claim claim) {
                for (int i = 0; i < 3; i++) {
                    assertThat(desk.say(again(desk, claim, claim.principal().subject()), ""))
                            .isEqualTo(i + 1);
                }
            }
        },
        MESSAGES_OF_A_GUEST {
            @Override
            void fill(Desk desk, Claim claim) {
                desk.registry.grant(claim, new Principal("acme", copy("guest")), Access.APPEND);
                for (int i = 0; i < 3; i++) {
                    assertThat(desk.say(again(desk, claim, "guest"), "")).isEqualTo(i + 1);
                }
            }
        },
        KEYED {
            @Override
            void fill(Desk desk, Claim claim) {
                for (int i = 0; i < 2; i++) {
                    assertThat(desk.append(claim, Desk.keyed("key " + i, ""))).isInstanceOf(Result.Done.class);
                }
            }
        },
        METADATA {
            @Override
            void fill(Desk desk, Claim claim) {
                assertThat(desk.registry.patch(claim, new HashMap<>(pairs(4, 20))))
                        .isNotNull();
                Draft draft = Draft.user(" ".repeat(7)).withMetadata(pairs(4, 20));
                assertThat(desk.append(claim, Append.of(draft))).isInstanceOf(Result.Done.class);
            }
        },
        FILE {
            @Override
            void fill(Desk desk, Claim claim) {
                assertThat(named(desk, claim, "ü".repeat(64), copy("text/plain")))
                        .isNotNull();
            }
        };

        abstract void fill(Desk desk, Claim claim);

        /** As the next request makes it: the same principal, another object. */
        static Claim again(Desk desk, Claim claim, String subject) {
            Principal fresh = new Principal(copy("acme"), copy(subject));
            return desk.registry.claim(claim.id(), fresh, Access.APPEND);
        }
    }

    private static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static UUID named(Desk desk, Claim claim, String name, String type) {
        try {
            return desk.registry
                    .artifacts()
                    .put(claim, name, type, new ByteArrayInputStream(new byte[0]))
                    .id();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_counted_is_about_the_heap_that_small_sessions_take(Small small) {
        Desk desk = new Desk(Limits.standard(), 20_000, 1L << 30);
        fill(desk, small, 100);
        long counted = desk.store.bytes();
        long before = heap();
        fill(desk, small, SESSIONS);
        long real = heap() - before;
        counted = desk.store.bytes() - counted;
        assertThat(counted).as("of %s, really %s", small, real).isBetween(real * 6 / 10, real * 2);
        assertThat(desk.store.sessions()).isEqualTo(100 + SESSIONS);
    }

    private static void fill(Desk desk, Small small, int sessions) {
        for (int i = 0; i < sessions; i++) {
            Principal owner = new Principal(copy("acme"), "owner " + sessions + "/" + i);
            small.fill(desk, desk.claimed(owner, Access.MANAGE));
        }
    }

    private static long heap() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void text_weighs_what_the_jvm_takes_for_it() {
        assertThat(Weight.of(Append.of(Draft.user("abc")))).isEqualTo(Weight.ENTRY + 3);
        assertThat(Weight.of(Append.of(Draft.user("abé")))).isEqualTo(Weight.ENTRY + 6);
        assertThat(Weight.of(Append.of(Draft.user("漢字")))).isEqualTo(Weight.ENTRY + 4);
        assertThat(Weight.of(Append.of(Draft.user("😀")))).isEqualTo(Weight.ENTRY + 4);
        assertThat(Weight.of(Append.of(List.of(Draft.user(""), Draft.of(Role.SYSTEM, "")))))
                .isEqualTo(2 * Weight.ENTRY);
        assertThat(Weight.of(Desk.keyed("k", "abc"))).isEqualTo(Weight.KEY + Weight.ENTRY + 3);
        assertThat(Weight.of(Append.of(Draft.user("a").withMetadata(pairs(2, 5)))))
                .isEqualTo(Weight.ENTRY + 1 + 2 * (Weight.PAIR + 5));
    }

    @Test
    void room_for_a_reply_is_checked_and_not_taken() {
        long before = Desk.opened(Desk.ALICE);
        long reply = Desk.said(50);
        Append append = Append.of(Draft.user("12345")).leavingRoomFor(1, 50);
        for (int missing = 1; missing >= 0; missing--) {
            Desk desk = new Desk(Limits.standard(), 10, before + Desk.said(5) + reply - missing);
            Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
            if (missing > 0) {
                assertThat(desk.append(claim, append)).isEqualTo(Result.refused(Refusal.STORE_FULL, before));
                assertThat(desk.store.bytes()).isEqualTo(before);
                assertThat(desk.contents(claim)).isEmpty();
            } else {
                assertThat(desk.append(claim, append)).isInstanceOf(Result.Done.class);
                assertThat(desk.store.bytes()).isEqualTo(before + Desk.said(5));
                assertThat(desk.say(claim, "r".repeat(50))).isEqualTo(2);
                RoomTest.requireFull(() -> desk.say(claim, ""));
            }
        }
    }

    @Test
    void room_for_a_reply_is_for_its_key_and_author_too() {
        IdempotencyKey key = new IdempotencyKey("chat", "k");
        Append keyed = Append.of(Draft.user("12345")).keyed(key).leavingRoomFor(1, 50);
        long grant = Weight.PAIR + 2L * Desk.BOB.subject().length();
        long before = Desk.opened(Desk.ALICE) + grant;
        long both = 2 * (Weight.KEY + Desk.by(Desk.BOB)) + Desk.said(5) + Desk.said(50);
        for (int missing = 1; missing >= 0; missing--) {
            Desk desk = new Desk(Limits.standard(), 10, before + both - missing);
            Claim bobs = desk.shared(desk.open(Desk.ALICE), Desk.BOB);
            if (missing > 0) {
                assertThat(desk.append(bobs, keyed)).isEqualTo(Result.refused(Refusal.STORE_FULL, before));
                assertThat(desk.store.history().recorded(bobs, key)).isEqualTo(Result.done(Optional.empty()));
            } else {
                assertThat(desk.append(bobs, keyed)).isInstanceOf(Result.Done.class);
                Append reply = Append.of(Draft.assistant("r".repeat(50))).keyed(key.step("reply"));
                assertThat(desk.append(bobs, reply)).isInstanceOf(Result.Done.class);
                assertThat(desk.store.bytes()).isEqualTo(before + both);
            }
        }
    }

    @Test
    void no_room_is_left_for_a_reply_without_bounds() {
        Limits limits =
                Limits.standard().with(Limit.HISTORY_BYTES, Long.MAX_VALUE).with(Limit.MESSAGES, 1L << 40);
        Desk desk = new Desk(limits, 10, MEGABYTE);
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        Append append = Append.of(Draft.user("")).leavingRoomFor(Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThat(Desk.refusal(desk.append(claim, append))).contains(Refusal.STORE_FULL);
        assertThat(desk.contents(claim)).isEmpty();
    }

    @Test
    void a_patch_that_makes_metadata_heavier_is_refused_when_the_store_is_full() {
        long most = Desk.opened(Desk.ALICE) + weight(2, 10);
        Desk desk = new Desk(Limits.standard(), 10, most);
        Claim claim = MANAGED.apply(desk, pairs(1, 10));
        Session before = desk.registry.describe(claim);
        RoomTest.requireFull(() -> desk.registry.patch(claim, Map.of("kb", "v".repeat(9))));
        assertThat(desk.registry.describe(claim)).isEqualTo(before);
        assertThat(desk.store.bytes()).isEqualTo(most - weight(1, 10));
        assertThat(desk.registry.patch(claim, Map.of("kb", "v".repeat(8))).metadata())
                .hasSize(2);
        assertThat(desk.store.bytes()).isEqualTo(most);
        assertThat(desk.registry.patch(claim, Map.of("kb", "w".repeat(8))).metadata())
                .containsEntry("kb", "w".repeat(8));
        RoomTest.requireFull(() -> desk.registry.patch(claim, Map.of("kb", "v".repeat(9))));
        assertThat(desk.store.bytes()).isEqualTo(most);
    }

    private interface Opening {
        Claim apply(Desk desk, Map<String, String> metadata);
    }

    private static final Opening MANAGED = (desk, metadata) ->
            desk.owners(desk.registry.open(Desk.ALICE, metadata).id());

    @Test
    void a_patch_that_makes_metadata_lighter_gives_back_in_a_full_store() {
        Desk desk = new Desk(Limits.standard(), 10, Desk.opened(Desk.ALICE) + weight(2, 100));
        Claim claim = MANAGED.apply(desk, pairs(2, 100));
        RoomTest.requireFull(() -> desk.say(claim, ""));
        Map<String, String> without = new HashMap<>();
        without.put("ka", null);
        assertThat(desk.registry.patch(claim, without).metadata()).hasSize(1);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + weight(1, 100));
        assertThat(desk.say(claim, "")).isEqualTo(1);
        desk.registry.close(claim);
        assertThat(desk.store.bytes()).isZero();
    }

    @Test
    void expired_sessions_make_room_for_heavier_metadata() {
        Desk desk = new Desk(Limits.standard(), 10, Desk.opened(Desk.BOB) + Desk.opened(Desk.ALICE));
        SessionId old = desk.open(Desk.BOB);
        desk.step(Duration.ofHours(12));
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        RoomTest.requireFull(() -> desk.registry.patch(claim, Map.of("ka", "v")));
        assertThat(desk.store.owned(Desk.BOB, null, 5).orElseThrow().heads()).hasSize(1);
        desk.step(Duration.ofHours(12));
        assertThat(old).isNotEqualTo(claim.id());
        assertThat(desk.store.sessions()).isEqualTo(2);
        assertThat(desk.registry.patch(claim, Map.of("ka", "v")).metadata()).hasSize(1);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + weight(1, 3));
        assertThat(desk.store.sessions()).isEqualTo(1);
    }

    @Test
    void a_grant_takes_and_a_revoke_gives_back() {
        long grant = Weight.PAIR + 2L * LONG_NAME.subject().length();
        Desk desk = new Desk(Limits.standard(), 10, Desk.opened(Desk.ALICE) + grant);
        SessionId id = desk.open(Desk.ALICE);
        desk.registry.grant(desk.owners(id), LONG_NAME, Access.READ);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + grant);
        desk.registry.grant(desk.owners(id), LONG_NAME, Access.APPEND);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + grant);
        RoomTest.requireFull(() -> desk.registry.grant(desk.owners(id), Desk.BOB, Access.READ));
        assertThatThrownBy(() -> desk.registry.claim(id, Desk.BOB, Access.READ))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.registry.revoke(desk.owners(id), LONG_NAME)).isTrue();
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE));
    }

    @Test
    void a_transfer_that_is_refused_gives_back_what_it_took() {
        long alices = Desk.opened(Desk.ALICE);
        long more = Desk.opened(LONG_NAME) - alices;
        Desk desk = new Desk(Limits.standard().with(Limit.SESSIONS, 1), 10, 2 * alices + 2 * more);
        Claim bobs = desk.claimed(LONG_NAME, Access.MANAGE);
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> desk.registry.transfer(claim, LONG_NAME))
                    .isInstanceOfSatisfying(
                            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSIONS));
            assertThat(desk.store.bytes()).isEqualTo(2 * alices + more);
        }
        desk.registry.close(bobs);
        desk.registry.transfer(claim, LONG_NAME);
        assertThat(desk.store.bytes()).isEqualTo(alices + more);
        assertThat(desk.registry.closeAll(LONG_NAME)).isEqualTo(1);
        assertThat(desk.store.bytes()).isZero();
    }

    @Test
    void a_transfer_for_which_there_is_no_room_changes_no_listing() {
        Desk desk = new Desk(Limits.standard(), 10, Desk.opened(Desk.ALICE));
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        RoomTest.requireFull(() -> desk.registry.transfer(claim, LONG_NAME));
        assertThat(desk.registry.describe(claim).owner()).isEqualTo(Desk.ALICE);
        assertThat(desk.store.owned(LONG_NAME, null, 5).orElseThrow().heads()).isEmpty();
        assertThat(desk.store.owned(Desk.ALICE, null, 5).orElseThrow().heads()).hasSize(1);
        desk.registry.transfer(claim, new Principal("acme", "clara"));
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE));
    }

    @Test
    void names_of_files_weigh_and_are_given_back() {
        Desk desk = new Desk();
        Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
        UUID file = named(desk, claim, "n".repeat(128), "text/plain");
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Weight.FILE + 2 * (128 + 10));
        assertThat(desk.registry.artifacts().remove(claim, file)).isTrue();
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE));
    }

    @Test
    void whatever_4_threads_do_in_a_small_store_the_count_stays_within_it_and_ends_at_zero() {
        int most = 8_000;
        Desk desk = new Desk(Limits.standard(), 6, most);
        List<Long> refused = Race.of(4, thread -> () -> {
            Random random = new Random(thread);
            List<SessionId> ids = new ArrayList<>();
            long no = 0;
            for (int i = 0; i < 500; i++) {
                try {
                    if (ids.size() < 2) {
                        ids.add(desk.open(Desk.ALICE));
                    }
                    act(desk, random, ids);
                } catch (LimitExceeded full) {
                    no++;
                }
                assertThat(desk.store.bytes()).isBetween(0L, (long) most);
            }
            for (SessionId id : ids) {
                assertThat(desk.registry.describe(desk.owners(id)).id()).isEqualTo(id);
            }
            return no;
        });
        assertThat(refused).allSatisfy(no -> assertThat(no).isPositive());
        assertThat(desk.registry.closeAll(Desk.ALICE)).isPositive();
        assertThat(desk.store.bytes()).isZero();
        assertThat(desk.store.sessions()).isZero();
    }

    /** Something with one of the sessions, which are this thread's own. */
    private static void act(Desk desk, Random random, List<SessionId> ids) {
        SessionId id = ids.get(random.nextInt(ids.size()));
        Claim claim = desk.owners(id);
        switch (random.nextInt(8)) {
            case 0, 1 ->
                assertThat(desk.say(claim, "é".repeat(random.nextInt(300)))).isPositive();
            case 2 ->
                assertThat(desk.registry.patch(claim, new HashMap<>(pairs(2, 3 + random.nextInt(300)))))
                        .isNotNull();
            case 3 -> desk.registry.grant(claim, new Principal("acme", "g" + random.nextInt(9)), Access.READ);
            case 4 ->
                assertThat(desk.registry.revoke(claim, new Principal("acme", "g" + random.nextInt(9))))
                        .isIn(true, false);
            case 5 ->
                assertThat(MemoryArtifactsTest.put(desk, claim, "x".repeat(random.nextInt(1_000))))
                        .isNotNull();
            case 6 ->
                desk.registry
                        .artifacts()
                        .list(claim)
                        .forEach(file -> assertThat(desk.registry.artifacts().remove(claim, file.id()))
                                .isTrue());
            default -> {
                if (desk.registry.history().read(claim, Slice.latest(1)).lastSeq() > 3) {
                    desk.registry.close(claim);
                    assertThat(ids.remove(id)).isTrue();
                }
            }
        }
    }
}
