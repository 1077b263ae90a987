package dev.cloakroom.server.upkeep;

import static dev.cloakroom.server.upkeep.FaultyStore.Fault.NONE;
import static dev.cloakroom.server.upkeep.FaultyStore.failing;
import static dev.cloakroom.server.upkeep.FaultyStore.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.Json;
import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.upkeep.FaultyStore.Fault;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a purge says of itself, case by case and word for word, and an export in its last line. */
class ReceiptTest {
    private static final Instant BEGIN = Instant.parse("2026-11-22T09:30:00Z");
    private static final Principal ALICE = new Principal("acme", "alice");
    private static final Principal BOB = new Principal("acme", "bob");
    private static final Selection ALICES = new Selection.User(ALICE);
    private static final Selection ACMES = new Selection.Tenant("acme");
    private static final Fault DOWN = failing(() -> new StoreUnavailable("the store is down"));
    private static final Fault UNKNOWN = failing(() -> new OutcomeUnknown("the answer was lost"));
    private static final Fault LOST = lost(() -> new OutcomeUnknown("the answer was lost"));

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // a clock of nanoseconds may overflow
    private final StringWriter told = new StringWriter();
    private final FaultyStore store =
            new FaultyStore(CaffeineSessionStore.builder().clock(now::get).build());
    private final Holdings holdings = Holdings.of(store.store());

    @AfterEach
    void close() {
        holdings.close();
    }

    private void open(Principal owner, int sessions) {
        for (int i = 0; i < sessions; i++) {
            var unused = holdings.registry().open(owner);
        }
    }

    private int owned(Principal owner) {
        return holdings.registry()
                .list(owner, null, 100)
                .orElseThrow()
                .sessions()
                .size();
    }

    private Progress progress() {
        return new Progress(new PrintWriter(told), nanos::get);
    }

    private static UpkeepEvents events() {
        return new UpkeepEvents(new KeyedHash("a key of tests".getBytes(StandardCharsets.UTF_8)));
    }

    /** Between its begin and its end a second goes by. */
    private InstantSource clock() {
        AtomicLong asked = new AtomicLong();
        return () -> BEGIN.plusSeconds(asked.getAndIncrement());
    }

    private String purged(Selection selection, boolean dryRun) {
        Receipt receipt = Purge.of(holdings, selection, dryRun, progress(), events(), clock(), "1.2.3");
        return new String(Json.bytes(receipt), StandardCharsets.UTF_8);
    }

    private String exported() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var why = Export.of(holdings, ALICE, out, ExportedFiles.inline(), progress(), events(), clock(), "1.2.3");
        String last = out.toString(StandardCharsets.UTF_8)
                .lines()
                .reduce((one, next) -> next)
                .orElseThrow();
        why.ifPresent(words -> assertThat(last).contains("\"why\":\"" + words + "\""));
        return last;
    }

    private static String receipt(String asked, boolean dryRun, String sessions, String leftovers, String end) {
        return "{\"command\":\"purge\",\"asked\":{" + asked + "},\"dry_run\":" + dryRun + ",\"sessions\":{" + sessions
                + "},\"leftovers\":{" + leftovers + "}," + end
                + ",\"begun_at\":\"2026-11-22T09:30:00.000Z\",\"ended_at\":\"2026-11-22T09:30:01.000Z\",\"version\":\"1.2.3\"}";
    }

    private static String sessions(long found, long ended, long meanwhile, long failed, long unreadable) {
        return "\"found\":" + found + ",\"ended\":" + ended + ",\"ended_meanwhile\":" + meanwhile + ",\"failed\":"
                + failed + ",\"unreadable\":" + unreadable;
    }

    private static String leftovers(long sessions, long entries, long keys) {
        return "\"sessions\":" + sessions + ",\"entries\":" + entries + ",\"keys_removed\":" + keys;
    }

    private static String notComplete(String why) {
        return "\"complete\":false,\"why\":\"" + why + "\"";
    }

    private static final String COMPLETE = "\"complete\":true";
    private static final String NOTHING = leftovers(0, 0, 0);
    private static final String OF_ALICE = "\"what\":\"user\",\"user\":\"alice\",\"tenant\":\"acme\"";
    private static final String OF_ACME = "\"what\":\"tenant\",\"tenant\":\"acme\"";

    @Test
    void a_complete_one_says_what_it_ended_and_no_why() {
        open(ALICE, 3);
        open(BOB, 1);
        assertThat(purged(ALICES, false))
                .isEqualTo(receipt(OF_ALICE, false, sessions(3, 3, 0, 0, 0), NOTHING, COMPLETE));
        assertThat(purged(ALICES, false))
                .isEqualTo(receipt(OF_ALICE, false, sessions(0, 0, 0, 0, 0), NOTHING, COMPLETE));
        assertThat(owned(BOB)).isEqualTo(1);
    }

    @Test
    void a_dry_run_says_what_there_is_and_that_it_ended_nothing() {
        open(ALICE, 3);
        open(BOB, 2);
        assertThat(purged(ALICES, true)).isEqualTo(receipt(OF_ALICE, true, sessions(3, 0, 0, 0, 0), NOTHING, COMPLETE));
        assertThat(purged(ACMES, true)).isEqualTo(receipt(OF_ACME, true, sessions(5, 0, 0, 0, 0), NOTHING, COMPLETE));
        assertThat(purged(new Selection.All(), true))
                .isEqualTo(receipt("\"what\":\"all\"", true, sessions(5, 0, 0, 0, 0), NOTHING, COMPLETE));
        assertThat(owned(ALICE)).isEqualTo(3);
        assertThat(owned(BOB)).isEqualTo(2);
    }

    @Test
    void a_dry_run_counts_the_leftovers_that_the_purge_then_removes() {
        open(ALICE, 2);
        now.updateAndGet(then -> then.plus(Limits.standard().idleTimeout()).plus(Duration.ofSeconds(1)));
        open(BOB, 1);
        String expired = "\"what\":\"expired\"";
        String none = sessions(0, 0, 0, 0, 0);
        assertThat(purged(new Selection.Expired(), true))
                .isEqualTo(receipt(expired, true, none, leftovers(2, 0, 2), COMPLETE));
        assertThat(purged(new Selection.Expired(), false))
                .isEqualTo(receipt(expired, false, none, leftovers(2, 0, 2), COMPLETE));
        assertThat(purged(new Selection.Expired(), false)).isEqualTo(receipt(expired, false, none, NOTHING, COMPLETE));
        assertThat(owned(BOB)).isEqualTo(1);
    }

    @Test
    void a_record_that_cannot_be_read_makes_it_incomplete_also_as_a_dry_run() {
        open(ALICE, 1);
        store.holdUnreadable(2);
        String why = notComplete(
                "there are records that cannot be read, which may be among those asked for; they were left alone");
        assertThat(purged(ALICES, true)).isEqualTo(receipt(OF_ALICE, true, sessions(1, 0, 0, 0, 2), NOTHING, why));
        assertThat(purged(ALICES, false)).isEqualTo(receipt(OF_ALICE, false, sessions(1, 1, 0, 0, 2), NOTHING, why));
    }

    @Test
    void one_failure_keeps_no_other_session_back() {
        open(ALICE, 3);
        store.next("end", DOWN);
        String why = notComplete("some sessions could not be ended; run it again");
        assertThat(purged(ACMES, false)).isEqualTo(receipt(OF_ACME, false, sessions(3, 2, 0, 1, 0), NOTHING, why));
        assertThat(owned(ALICE)).isEqualTo(1);
        assertThat(purged(ACMES, false)).contains(sessions(1, 1, 0, 0, 0), COMPLETE);
    }

    @Test
    void a_users_session_that_failed_and_ended_when_it_was_met_again_is_one_and_did_not_fail() {
        open(ALICE, 3);
        store.next("end", DOWN);
        assertThat(purged(ALICES, false)).contains(sessions(3, 3, 0, 0, 0), COMPLETE);
        open(ALICE, 1);
        store.next("end", DOWN, DOWN);
        assertThat(purged(ALICES, false))
                .contains(sessions(1, 0, 0, 1, 0), notComplete("some sessions could not be ended; run it again"));
        assertThat(owned(ALICE)).isEqualTo(1);
    }

    @Test
    void what_failed_outweighs_what_cannot_be_read() {
        open(ALICE, 2);
        store.holdUnreadable(1);
        store.next("end", DOWN);
        assertThat(purged(ACMES, false))
                .contains(sessions(2, 1, 0, 1, 1), notComplete("some sessions could not be ended; run it again"));
    }

    @Test
    void three_failures_in_a_row_are_the_stores_and_it_stops_there() {
        open(ALICE, 6);
        store.next("end", NONE, DOWN, DOWN, DOWN);
        String why = notComplete("stopped after 3 failures in a row: the store is down");
        assertThat(purged(ACMES, false)).isEqualTo(receipt(OF_ACME, false, sessions(4, 1, 0, 3, 0), NOTHING, why));
        assertThat(owned(ALICE)).isEqualTo(5);
    }

    @Test
    void failures_that_are_not_in_a_row_do_not_stop_it() {
        open(ALICE, 7);
        store.next("end", DOWN, DOWN, NONE, DOWN, DOWN, NONE, NONE);
        assertThat(purged(ACMES, false))
                .contains(sessions(7, 3, 0, 4, 0), notComplete("some sessions could not be ended; run it again"));
        assertThat(owned(ALICE)).isEqualTo(4);
    }

    @Test
    void an_end_whose_answer_was_lost_is_asked_once_more() {
        open(ALICE, 1);
        store.next("end", UNKNOWN);
        assertThat(purged(ALICES, false)).contains(sessions(1, 1, 0, 0, 0), COMPLETE);
        open(ALICE, 1);
        store.next("end", LOST);
        assertThat(purged(ALICES, false)).contains(sessions(1, 0, 1, 0, 0), COMPLETE);
        assertThat(owned(ALICE)).isZero();
    }

    @Test
    void a_store_that_fails_while_it_is_walked_through_is_told_with_what_was_done() {
        open(ALICE, 250);
        store.next("live", NONE, DOWN);
        assertThat(purged(ACMES, false))
                .contains(sessions(200, 200, 0, 0, 0), notComplete("stopped before the end: the store is down"));
        assertThat(owned(ALICE)).isEqualTo(50);
    }

    @Test
    void where_a_store_cannot_be_walked_through_only_a_user_is_purged() {
        open(ALICE, 2);
        store.cannotBeWalkedThrough();
        assertThat(purged(ACMES, false)).contains(sessions(0, 0, 0, 0, 0), "cannot be walked through; only --user");
        assertThat(owned(ALICE)).isEqualTo(2);
        assertThat(purged(ALICES, false)).contains(sessions(2, 2, 0, 0, 0), COMPLETE);
    }

    @Test
    void progress_is_told_every_two_seconds_and_not_before() {
        Progress progress = progress();
        progress.at("1 thing");
        long almost = TimeUnit.SECONDS.toNanos(2) - 1;
        nanos.addAndGet(almost);
        progress.at("2 things");
        assertThat(told.toString()).isEmpty();
        nanos.addAndGet(1);
        progress.at("3 things");
        progress.at("4 things");
        assertThat(told.toString().lines()).containsExactly("cloakroom: 3 things so far");
        nanos.addAndGet(almost);
        progress.at("5 things");
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        progress.at("6 things");
        assertThat(told.toString().lines()).containsExactly("cloakroom: 3 things so far", "cloakroom: 6 things so far");
    }

    @Test
    void a_purge_of_seconds_tells_how_far_it_is() {
        open(ALICE, 5);
        Fault slow = call -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            return call.made();
        };
        store.next("end", slow, DOWN, slow, slow, slow);
        assertThat(purged(ACMES, false)).contains(sessions(5, 4, 0, 1, 0));
        assertThat(told.toString().lines())
                .containsExactly(
                        "cloakroom: 3 sessions found, 2 ended, 1 failed so far",
                        "cloakroom: 5 sessions found, 4 ended, 1 failed so far");
    }

    @Test
    void an_export_of_seconds_tells_how_far_it_is() throws IOException {
        open(ALICE, 3);
        Fault slow = call -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            return call.made();
        };
        store.next("facts", slow, slow, slow);
        assertThat(exported()).contains("\"sessions\":3");
        assertThat(told.toString().lines()).containsExactly("cloakroom: 2 sessions, 0 messages, 0 files so far");
    }

    private static String end(long sessions, long failed, long unreadable, String end) {
        return "{\"type\":\"end\",\"sessions\":" + sessions + ",\"messages\":0,\"files\":0,\"failed\":" + failed
                + ",\"unreadable\":" + unreadable + "," + end
                + ",\"begun_at\":\"2026-11-22T09:30:00.000Z\",\"ended_at\":\"2026-11-22T09:30:01.000Z\",\"version\":\"1.2.3\"}";
    }

    @Test
    void the_last_line_of_an_export_says_the_same_of_itself() throws IOException {
        open(ALICE, 5);
        assertThat(exported()).isEqualTo(end(5, 0, 0, COMPLETE));
        store.next("head", DOWN, DOWN); // which is asked twice for a session that is there
        assertThat(exported())
                .isEqualTo(end(
                        3,
                        2,
                        0,
                        notComplete("2 sessions could not be read to their end; the first: the store is down")));
        store.next("head", NONE, NONE, DOWN, DOWN, DOWN);
        assertThat(exported()).isEqualTo(end(1, 3, 0, notComplete("stopped before the end: the store is down")));
        store.holdUnreadable(1);
        assertThat(exported())
                .isEqualTo(
                        end(5, 0, 1, notComplete("there are records that cannot be read, which may be this user's")));
    }
}
