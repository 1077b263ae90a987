package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Stamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** R11: what is over a limit is refused with that limit, and changes nothing; what is within it is not refused. */
@Family
final class LimitProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("limits(): those the store was opened with, for as long as it is open")
    void R11_a_store_keeps_the_limits_it_was_opened_with() {
        Limits limits = Bench.LIMITS.with(Limit.MESSAGES, 7).with(Limit.SESSIONS, 3);
        try (Desk desk = bench.desk(limits)) {
            for (int client = 0; client < 2; client++) {
                Limits kept = desk.client(client).store().limits();
                for (Limit limit : Limit.values()) {
                    assertThat(kept.of(limit)).as("limit " + limit).isEqualTo(limits.of(limit));
                }
                assertThat(kept.idleTimeout()).isEqualTo(Bench.IDLE);
                assertThat(kept.absoluteTimeout()).isEqualTo(Bench.ABSOLUTE);
            }
        }
    }

    @Property(tries = 25)
    @LookAt("append(..): MESSAGES counts entries with those yet to come, append.entriesNeeded(), against all there are")
    void R11_a_session_takes_as_many_messages_as_its_limit(
            @ForAll @IntRange(max = 6) int before,
            @ForAll @IntRange(min = 1, max = 6) int batch,
            @ForAll @IntRange(max = 4) int room) {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.MESSAGES, 6))) {
            Claim claim = desk.claimed(desk.alice);
            for (int i = 0; i < before; i++) {
                long unused = desk.say(claim, "x");
            }
            Append append = Append.of(IntStream.range(0, batch)
                            .mapToObj(i -> Draft.user("y"))
                            .toList())
                    .leavingRoomFor(room, 0);
            Snapshot shown = Snapshot.of(desk.store(), claim);
            Result<?> result = desk.otherStore().history().append(claim, append);
            requireWithin(result, before + batch + room, 6, "MESSAGES");
            requireUnlessDone(desk, claim, shown, result);
        }
    }

    @Property(tries = 25)
    @LookAt(
            "append(..): HISTORY_BYTES counts append.bytesNeeded() against the bytes of UTF-8 of all content and metadata")
    void R11_a_session_takes_as_many_bytes_of_history_as_its_limit(
            @ForAll @IntRange(max = 12) int letters,
            @ForAll @IntRange(max = 6) int umlauts,
            @ForAll @IntRange(max = 9) int room) {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.HISTORY_BYTES, 24))) {
            Claim claim = desk.claimed(desk.alice);
            Append first = Append.of(Draft.user("é").withMetadata(Map.of("k", "€")));
            assertThat(Results.name(desk.store().history().append(claim, first)))
                    .isEqualTo("done");
            Append append = Append.of(List.of(Draft.user("x".repeat(letters)), Draft.user("é".repeat(umlauts))))
                    .leavingRoomFor(0, room);
            Snapshot shown = Snapshot.of(desk.store(), claim);
            Result<?> result = desk.otherStore().history().append(claim, append);
            requireWithin(result, 6 + letters + 2 * umlauts + room, 24, "HISTORY_BYTES");
            requireUnlessDone(desk, claim, shown, result);
        }
    }

    private static void requireWithin(Result<?> result, int needed, int most, String limit) {
        assertThat(Results.name(result))
                .as("what needs " + needed + " of " + most)
                .isEqualTo(needed <= most ? "done" : "refused " + limit);
        if (result instanceof Result.Refused<?> refused) {
            assertThat(refused.found())
                    .as("how much there would be, as the refusal says")
                    .isEqualTo(needed);
        }
    }

    private static void requireUnlessDone(Desk desk, Claim claim, Snapshot before, Result<?> result) {
        if (!Results.isDone(result)) {
            assertThat(Snapshot.of(desk.store(), claim))
                    .as("the session after a refusal")
                    .isEqualTo(before);
        }
    }

    @Property(tries = 1)
    @LookAt("append(..) that leaves room for more than any number holds")
    void R11_room_for_a_reply_without_bounds_is_refused() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Append append = Append.of(Draft.user("x"));
            assertThat(desk.say(claim, "what is there already")).isEqualTo(1);
            assertThat(Results.name(desk.store().history().append(claim, append.leavingRoomFor(0, Long.MAX_VALUE))))
                    .isEqualTo("refused HISTORY_BYTES");
            assertThat(Results.name(desk.store().history().append(claim, append.leavingRoomFor(Integer.MAX_VALUE, 0))))
                    .isEqualTo("refused MESSAGES");
            assertThat(desk.say(claim, "x")).isEqualTo(2);
        }
    }

    @Property(tries = 1)
    @LookAt("commit(..): FILES counts visible files, SESSION_FILE_BYTES their bytes; what was removed makes room")
    void R11_a_session_takes_as_many_files_and_bytes_of_files_as_its_limits() {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.FILES, 3).with(Limit.SESSION_FILE_BYTES, 10))) {
            Claim claim = desk.claimed(desk.alice);
            UUID kept = Uploads.put(desk.store(), claim, "4", new byte[4]).id();
            Snapshot before = Snapshot.of(desk.store(), claim);
            assertThat(tried(desk, claim, 1, 1, 1)).as("a fourth file of three").isEqualTo("refused FILES 4");
            assertThat(tried(desk, claim, 7)).as("11 bytes of 10").isEqualTo("refused SESSION_FILE_BYTES 11");
            assertThat(tried(desk, claim, 7, 0, 0)).as("both limits").isEqualTo("refused FILES 4");
            assertThat(Snapshot.of(desk.store(), claim))
                    .as("the session after refusals")
                    .isEqualTo(before);
            assertThat(tried(desk, claim, 6, 0))
                    .as("three files of three, 10 bytes of 10")
                    .isEqualTo("done");
            assertThat(tried(desk, claim, 0)).as("a fourth file, of no bytes").isEqualTo("refused FILES 4");
            assertThat(Results.done(desk.otherStore().artifacts().remove(claim, kept)))
                    .isTrue();
            assertThat(tried(desk, claim, 4))
                    .as("a file in place of one that was removed")
                    .isEqualTo("done");
        }
    }

    private static String tried(Desk desk, Claim claim, int... sizes) {
        Upload[] files = IntStream.of(sizes)
                .mapToObj(size -> Uploads.of("f", new byte[size]))
                .toArray(Upload[]::new);
        try (var staging = Results.done(desk.otherStore().artifacts().begin(claim))) {
            for (int i = 0; i < sizes.length; i++) {
                Uploads.send(staging, files[i], new byte[sizes[i]]);
            }
            Result<?> result = staging.commit(claim, Uploads.batch(files));
            return Results.name(result) + (result instanceof Result.Refused<?> refused ? " " + refused.found() : "");
        }
    }

    @Property(tries = 1)
    @LookAt("create(..) and swap(..): SESSIONS counts the live ones of the owner; ended and expired ones make room")
    void R11_a_person_has_as_many_sessions_as_the_limit() {
        try (Desk desk = bench.desk(Bench.LIMITS.with(Limit.SESSIONS, 3))) {
            Claim first = desk.claimed(desk.alice);
            Claim second = desk.claimed(desk.alice);
            SessionId third = desk.open(desk.alice);
            assertThat(made(desk, 1)).as("a fourth session of three").isEqualTo("refused SESSIONS");
            Head unused = Results.done(desk.otherStore().end(first));
            assertThat(made(desk, 0)).as("one in place of one that was ended").isEqualTo("done");
            SessionId bobs = desk.open(desk.bob);
            assertThat(transferred(desk, bobs))
                    .as("a fourth session, by transfer")
                    .isEqualTo("refused SESSIONS");
            assertThat(desk.otherStore().facts(bobs, desk.bob).orElseThrow().owner())
                    .isEqualTo(desk.bob);
            desk.registry().transfer(desk.claim(second.id(), desk.alice, Access.MANAGE), desk.carol);
            assertThat(transferred(desk, bobs))
                    .as("one in place of one that was handed over")
                    .isEqualTo("done");
            assertThat(made(desk, 1)).as("a fourth session of three").isEqualTo("refused SESSIONS");
            desk.age(Bench.IDLE.plus(Bench.MARGIN));
            for (int i = 0; i < 3; i++) {
                assertThat(made(desk, i))
                        .as("one in place of one that has expired, such as " + third)
                        .isEqualTo("done");
            }
            assertThat(made(desk, 0)).isEqualTo("refused SESSIONS");
        }
    }

    private static String made(Desk desk, int client) {
        Control control = new Control(desk.alice, new Stamp(1, 1), 1, Map.of(), Map.of(), null);
        return Results.name(desk.client(client).store().create(new SessionId(UUID.randomUUID()), control));
    }

    private static String transferred(Desk desk, SessionId id) {
        Claim claim = desk.claim(id, desk.bob, Access.MANAGE);
        Control control = desk.head(claim).control();
        Control next = new Control(desk.alice, new Stamp(2, 2), control.version() + 1, Map.of(), Map.of(), null);
        return Results.name(desk.otherStore().swap(claim, control.version(), next, null));
    }

    @Property(tries = 1)
    @LookAt("the limit that is named: counting and writing have to be one atomic step, over all clients")
    void R11_limits_are_exact_when_many_come_at_once() {
        Limits limits =
                Bench.LIMITS.with(Limit.MESSAGES, 10).with(Limit.FILES, 5).with(Limit.SESSIONS, 6);
        for (int round = 0; round < 4; round++) {
            try (Desk desk = bench.desk(limits)) {
                Claim claim = desk.claimed(desk.alice);
                byte[] byt = {1};
                List<int[]> done = Race.of(4, thread -> () -> {
                    var store = desk.client(thread).store();
                    int[] counts = new int[3];
                    for (int i = 0; i < 5; i++) {
                        counts[0] += Results.isDone(store.history().append(claim, Append.of(Draft.user("x")))) ? 1 : 0;
                        counts[1] +=
                                Results.isDone(Uploads.tried(store, claim, Uploads.batch(Uploads.of("f", byt)), byt))
                                        ? 1
                                        : 0;
                        counts[2] += made(desk, thread).equals("done") ? 1 : 0;
                    }
                    return counts;
                });
                assertThat(sum(done, 0))
                        .as("messages of 10 that were acknowledged")
                        .isEqualTo(10);
                assertThat(sum(done, 1)).as("files of 5 that were acknowledged").isEqualTo(5);
                assertThat(sum(done, 2))
                        .as("sessions of 5 more that were acknowledged")
                        .isEqualTo(5);
                Snapshot shown = desk.shown(claim.id());
                assertThat(List.of(shown.entries().size(), shown.files().size()))
                        .containsExactly(10, 5);
            }
        }
    }

    private static int sum(List<int[]> counts, int at) {
        return counts.stream().mapToInt(each -> each[at]).sum();
    }
}
