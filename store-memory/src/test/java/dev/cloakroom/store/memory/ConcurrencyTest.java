package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many threads: nothing is lost, nothing crosses over, nothing comes back. */
class ConcurrencyTest {
    private final Desk desk = new Desk(Limits.standard().with(Limit.MESSAGES, 5_000), 1_000, 64 << 20);

    @Test
    void R5_all_400_messages_of_8_threads_are_kept_at_the_places_they_were_told() {
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        List<List<Long>> places = Race.of(
                8,
                thread -> () -> IntStream.range(0, 50)
                        .mapToObj(i -> desk.say(claim, thread + "/" + i))
                        .toList());
        List<Entry> entries = desk.entries(claim);
        assertThat(entries)
                .extracting(Entry::seq)
                .isEqualTo(LongStream.rangeClosed(1, 400).boxed().toList());
        for (int thread = 0; thread < 8; thread++) {
            for (int i = 0; i < 50; i++) {
                long place = places.get(thread).get(i);
                assertThat(entries.get((int) place - 1).content()).isEqualTo(thread + "/" + i);
            }
            assertThat(places.get(thread)).isSorted();
        }
    }

    @Test
    void R2_each_of_200_histories_has_its_own_stamped_entries_once_each_and_in_order() {
        int users = 200;
        int messages = 20;
        List<Claim> claims = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            claims.add(desk.claimed(new Principal("acme", "user " + user), Access.APPEND));
        }
        List<AtomicInteger> next =
                IntStream.range(0, users).mapToObj(i -> new AtomicInteger()).toList();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < users * messages; i++) {
            order.add(i % users);
        }
        Collections.shuffle(order, new Random(7));
        AtomicInteger at = new AtomicInteger();
        List<Integer> done = Race.of(16, thread -> () -> {
            int count = 0;
            for (int i = at.getAndIncrement(); i < order.size(); i = at.getAndIncrement()) {
                int user = order.get(i);
                long unused =
                        desk.say(claims.get(user), user + "#" + next.get(user).incrementAndGet());
                count++;
            }
            return count;
        });
        assertThat(done.stream().mapToInt(Integer::intValue).sum()).isEqualTo(users * messages);
        for (int user = 0; user < users; user++) {
            Claim claim = claims.get(user);
            List<Entry> entries = desk.entries(claim);
            assertThat(entries).extracting(Entry::author).hasSize(messages).containsOnly(claim.principal());
            Set<String> expected = new HashSet<>();
            for (int i = 1; i <= messages; i++) {
                expected.add(user + "#" + i);
            }
            assertThat(entries).extracting(Entry::content).hasSize(messages).hasSameElementsAs(expected);
            assertThat(entries).extracting(Entry::seq).isSorted().startsWith(1L).endsWith((long) messages);
        }
    }

    @Test
    void R5_reads_during_appends_are_contiguous_snapshots_of_whole_batches() {
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Integer> looks =
                Race.of(6, thread -> () -> thread < 2 ? write(claim, thread, writing) : look(claim, writing));
        assertThat(looks).allMatch(count -> count > 0);
        assertThat(desk.entries(claim)).hasSize(2 * 3 * 400);
    }

    private int write(Claim claim, int thread, AtomicBoolean writing) {
        for (int i = 0; i < 400; i++) {
            String mark = thread + ":" + i;
            Appended unused = desk.registry
                    .history()
                    .append(claim, Append.of(List.of(Draft.user(mark), Draft.user(mark), Draft.user(mark))));
        }
        writing.set(false);
        return 400;
    }

    private int look(Claim claim, AtomicBoolean writing) {
        int looks = 0;
        long before = 0;
        do {
            Page latest = desk.registry.history().read(claim, Slice.latest(30));
            assertThat(latest.lastSeq() % 3).isZero();
            assertThat(latest.lastSeq()).isGreaterThanOrEqualTo(before);
            before = latest.lastSeq();
            List<Entry> entries = latest.entries();
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).seq()).isEqualTo(latest.lastSeq() - entries.size() + 1 + i);
                assertThat(entries.get(i).content())
                        .isEqualTo(entries.get(i - i % 3).content());
            }
            if (before > 0) {
                Page again = desk.registry.history().read(claim, Slice.after(before - entries.size(), entries.size()));
                assertThat(again.entries()).isEqualTo(entries);
            }
            looks++;
        } while (writing.get());
        return looks;
    }

    @Test
    void R8_after_a_close_nothing_succeeds_and_nothing_remains() {
        for (int round = 0; round < 30; round++) {
            Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
            AtomicBoolean closed = new AtomicBoolean();
            List<Integer> late = Race.of(9, thread -> () -> {
                if (thread == 8) {
                    waitForSome(claim);
                    desk.registry.close(claim);
                    closed.set(true);
                    return 0;
                }
                return appendUntilDenied(claim, closed);
            });
            assertThat(late).containsOnly(0);
            assertThat(desk.store.sessions()).isZero();
            assertThat(desk.store.bytes()).isZero();
            assertThat(desk.store.owned(Desk.ALICE, null, 5).orElseThrow().heads())
                    .isEmpty();
        }
    }

    @Test
    void R8_after_a_revoke_nothing_succeeds_and_what_was_acknowledged_stays() {
        for (int round = 0; round < 30; round++) {
            Claim owners = desk.claimed(Desk.ALICE, Access.MANAGE);
            Claim bobs = desk.shared(owners.id(), Desk.BOB);
            AtomicBoolean revoked = new AtomicBoolean();
            List<Integer> late = Race.of(9, thread -> () -> {
                if (thread == 8) {
                    waitForSome(owners);
                    assertThat(desk.registry.revoke(owners, Desk.BOB)).isTrue();
                    revoked.set(true);
                    return 0;
                }
                return appendUntilDenied(bobs, revoked);
            });
            assertThat(late).containsOnly(0);
            List<Entry> entries = desk.entries(owners);
            assertThat(entries).isNotEmpty().extracting(Entry::author).containsOnly(Desk.BOB);
            assertThat(desk.store.bytes())
                    .isEqualTo(Desk.opened(Desk.ALICE) + entries.size() * (Desk.said(1) + Desk.by(Desk.BOB)));
            desk.registry.close(owners);
            assertThat(desk.store.bytes()).isZero();
        }
    }

    private void waitForSome(Claim claim) {
        while (desk.registry.describe(claim).lastSeq() < 20) {
            LockSupport.parkNanos(10_000);
        }
    }

    /** How many appends succeeded that began after {@code over} was set. */
    private int appendUntilDenied(Claim claim, AtomicBoolean over) {
        int late = 0;
        while (true) {
            boolean afterwards = over.get();
            try {
                long unused = desk.say(claim, "x");
                late += afterwards ? 1 : 0;
            } catch (LimitExceeded full) { // the one who ends it got no turn for thousands of appends
                LockSupport.parkNanos(10_000);
            } catch (SessionAccessDenied denied) {
                return late;
            }
        }
    }

    @Test
    void R5_of_16_who_expect_the_same_end_one_wins() {
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        for (int round = 0; round < 100; round++) {
            long last = round;
            List<Result<Appended>> results = Race.of(
                    16,
                    thread -> () -> desk.append(
                            claim, Append.of(Draft.user("by " + thread)).expecting(last)));
            assertThat(results).filteredOn(Result.Done.class::isInstance).hasSize(1);
            assertThat(results)
                    .filteredOn(result -> !(result instanceof Result.Done))
                    .hasSize(15)
                    .containsOnly(Result.refused(Refusal.LAST_SEQ, last + 1));
        }
        assertThat(desk.entries(claim)).hasSize(100);
    }

    @Test
    void R6_keyed_appends_that_8_threads_retry_are_there_once_each() {
        Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);
        List<List<Result<Appended>>> results = Race.of(
                8,
                thread -> () -> IntStream.range(0, 50)
                        .mapToObj(i -> desk.append(claim, Desk.keyed("key " + i, "message " + i)))
                        .toList());
        List<Entry> entries = desk.entries(claim);
        assertThat(entries).hasSize(50);
        assertThat(entries).extracting(Entry::content).doesNotHaveDuplicates();
        for (int i = 0; i < 50; i++) {
            int message = i;
            List<Appended> places = results.stream()
                    .map(of -> MemoryArtifactsTest.done(of.get(message)))
                    .toList();
            assertThat(places).filteredOn(Appended.At.class::isInstance).hasSize(1);
            assertThat(places)
                    .extracting(Appended::first)
                    .containsOnly(places.get(0).first());
            assertThat(entries.get((int) places.get(0).first() - 1).content()).isEqualTo("message " + i);
        }
    }

    @Test
    void R11_of_many_appends_at_once_no_more_succeed_than_the_session_has_room_for() {
        Desk small = new Desk(Limits.standard().with(Limit.MESSAGES, 100));
        Claim claim = small.claimed(Desk.ALICE, Access.APPEND);
        List<Long> done = Race.of(
                8,
                thread -> () -> IntStream.range(0, 50)
                        .filter(i -> small.append(claim, Append.of(Draft.user("x"))) instanceof Result.Done)
                        .count());
        assertThat(done.stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
        assertThat(small.entries(claim)).hasSize(100);
        assertThat(small.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + 100 * Desk.said(1));
    }

    @Test
    void a_transfer_that_races_with_others_leaves_the_session_in_one_listing() {
        Principal[] people = {Desk.ALICE, Desk.BOB, Desk.CAROL};
        for (int round = 0; round < 50; round++) {
            SessionId id = desk.open(Desk.ALICE);
            Claim claim = desk.owners(id);
            List<Boolean> won = Race.of(4, thread -> () -> {
                try {
                    if (thread == 3) {
                        var unused = desk.registry.patch(claim, Map.of("a", "b"));
                        return false;
                    }
                    desk.registry.transfer(claim, people[thread]);
                    return thread > 0;
                } catch (SessionAccessDenied denied) {
                    return false;
                }
            });
            assertThat(won).filteredOn(Boolean::booleanValue).hasSize(1);
            long listings = IntStream.range(0, 3)
                    .filter(i -> desk.store.owned(people[i], null, 1_000).orElseThrow().heads().stream()
                            .anyMatch(head -> head.id().equals(id)))
                    .count();
            assertThat(listings).isEqualTo(1);
        }
    }
}
