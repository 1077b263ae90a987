package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Role;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
    }

    private Appended append(Claim claim, Append append) {
        return desk.registry.history().append(claim, append);
    }

    @Test
    void messages_come_back_to_the_last_code_point() {
        Claim claim = desk.opened();
        List<Draft> drafts = List.of(
                Draft.user("\0'; DROP TABLE cr_session; --"),
                Draft.of(Role.TOOL, "ä€😀\r\n%_\\").withMetadata(Map.of("", "\0", "a=b&c", "%00")),
                Draft.assistant(""));
        Appended at = append(claim, Append.of(drafts));

        List<Entry> entries = desk.other.history().read(claim, Slice.latest(10)).entries();

        assertThat(at).isEqualTo(new Appended.At(1, 3, entries.get(0).createdAt()));
        assertThat(entries)
                .isEqualTo(
                        Append.of(drafts).entriesAt(1, desk.ann, entries.get(0).createdAt()));
    }

    @Test
    void a_key_appends_once_and_stands_for_one_content() {
        Claim claim = desk.opened();
        assertThat(append(claim, Desk.keyed("k", "one")).first()).isEqualTo(1);
        assertThat(desk.say(claim, "two").first()).isEqualTo(2);

        assertThat(desk.other.history().append(claim, Desk.keyed("k", "one"))).isEqualTo(new Appended.Replayed(1, 1));
        assertThatThrownBy(() -> append(claim, Desk.keyed("k", "other"))).isInstanceOf(SessionConflict.class);
        assertThat(desk.contents(claim)).containsExactly("one", "two");
    }

    @Test
    void an_append_that_expects_another_end_is_refused() {
        Claim claim = desk.opened();
        assertThat(append(claim, Append.of(Draft.user("one")).expecting(0)).first())
                .isEqualTo(1);

        assertThatThrownBy(() -> append(claim, Append.of(Draft.user("two")).expecting(0)))
                .isInstanceOf(SessionConflict.class);
        assertThat(append(claim, Append.of(Draft.user("two")).expecting(1)).first())
                .isEqualTo(2);
    }

    @Test
    void a_batch_is_whole_or_not_at_all() {
        desk.close();
        desk = new Desk(Desk.LIMITS.with(Limit.MESSAGES, 3).with(Limit.HISTORY_BYTES, 10));
        Claim claim = desk.opened();
        List<Draft> two = List.of(Draft.user("a"), Draft.user("b"));
        assertThat(append(claim, Append.of(two)).last()).isEqualTo(2);

        assertThatThrownBy(() -> append(claim, Append.of(two))).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> append(claim, Append.of(Draft.user("ääääà")))).isInstanceOf(LimitExceeded.class);

        assertThat(desk.contents(claim)).containsExactly("a", "b");
        assertThat(append(claim, Append.of(Draft.user("ääää"))).last()).isEqualTo(3);
    }

    @Test
    void pages_are_cut_from_the_end_that_was_asked_for() {
        Claim claim = desk.opened();
        for (int i = 1; i <= 7; i++) {
            assertThat(desk.say(claim, "m" + i).first()).isEqualTo(i);
        }

        assertThat(page(claim, Slice.latest(3))).isEqualTo("m5 m6 m7 more");
        assertThat(page(claim, Slice.before(5, 3))).isEqualTo("m2 m3 m4 more");
        assertThat(page(claim, Slice.before(2, 3))).isEqualTo("m1");
        assertThat(page(claim, Slice.after(0, 3))).isEqualTo("m1 m2 m3 more");
        assertThat(page(claim, Slice.after(4, 3))).isEqualTo("m5 m6 m7");
        assertThat(page(claim, Slice.after(7, 3))).isEqualTo("");
    }

    private String page(Claim claim, Slice slice) {
        Page page = desk.other.history().read(claim, slice);
        assertThat(page.lastSeq()).isEqualTo(7);
        return String.join(" ", page.entries().stream().map(Entry::content).toList()) + (page.more() ? " more" : "");
    }

    @Test
    void one_turn_runs_at_a_time_and_one_that_was_taken_over_writes_nothing() {
        Claim claim = desk.opened();
        try (Turn first = desk.registry.beginTurn(claim, OnBusy.REJECT, Duration.ZERO)) {
            assertThatThrownBy(() -> desk.other.beginTurn(claim, OnBusy.REJECT, Duration.ZERO))
                    .isInstanceOf(SessionConflict.class);
            assertThat(desk.say(first.claim(), "first").first()).isEqualTo(1);

            try (Turn second = desk.other.beginTurn(claim, OnBusy.SUPERSEDE, Duration.ZERO)) {
                assertThatThrownBy(() -> desk.say(first.claim(), "late")).isInstanceOf(SessionConflict.class);
                assertThat(desk.say(second.claim(), "second").first()).isEqualTo(2);
                desk.age(Duration.ofMinutes(1));
                assertThatThrownBy(() -> desk.say(second.claim(), "late")).isInstanceOf(SessionConflict.class);
            }
        }
        assertThat(desk.contents(claim)).containsExactly("first", "second");
    }

    @Test
    void a_file_comes_back_byte_for_byte_and_is_gone_once_removed() throws Exception {
        Claim claim = desk.opened();
        byte[] content = new byte[600_000];
        new Random(7).nextBytes(content);
        Artifact file = desk.registry.artifacts().put(claim, "coat ä.bin", "a/b", new ByteArrayInputStream(content));
        Artifact empty = desk.registry.artifacts().put(claim, "empty", "a/b", new ByteArrayInputStream(new byte[0]));

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        assertThat(desk.other.artifacts().read(claim, file.id(), read)).contains(file);
        assertThat(read.toByteArray()).isEqualTo(content);
        assertThat(desk.other.artifacts().list(claim)).containsExactly(file, empty);

        assertThat(desk.registry.artifacts().remove(claim, file.id())).isTrue();
        assertThat(desk.registry.artifacts().remove(claim, file.id())).isFalse();
        assertThat(desk.other.artifacts().list(claim)).containsExactly(empty);
        assertThat(Line.count("cr_chunk")).isZero();
    }

    @Test
    void a_file_that_is_given_up_leaves_nothing() {
        desk.close();
        desk = new Desk(Desk.LIMITS.with(Limit.FILE_BYTES, 300_000));
        Claim claim = desk.opened();

        assertThatThrownBy(() -> desk.registry
                        .artifacts()
                        .put(claim, "large", "a/b", new ByteArrayInputStream(new byte[300_001])))
                .isInstanceOf(LimitExceeded.class);

        assertThat(desk.other.artifacts().list(claim)).isEmpty();
        assertThat(Line.count("cr_chunk")).isZero();
    }
}
