package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Artifacts.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R6, R16: files that are added together, and once under a key. */
class FileBatchTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("files", "k");

    private final House house = new House(Limits.standard()
            .with(Limit.FILES, 3)
            .with(Limit.SESSION_FILE_BYTES, 10)
            .with(Limit.FILE_BYTES, 8));
    private final Artifacts artifacts = house.registry.artifacts();
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);

    @Test
    void R16_files_of_a_batch_become_visible_together_and_in_order() throws IOException {
        List<List<Artifact>> seen = new ArrayList<>();
        Source watching = new Source("c", "t", () -> {
            seen.add(artifacts.list(claim));
            return text("3");
        });
        Added added = artifacts.put(claim, List.of(source("a", "1"), source("b", ""), watching));
        assertThat(seen).containsExactly(List.of());
        assertThat(added.replayed()).isFalse();
        assertThat(added.files()).extracting(Artifact::name).containsExactly("a", "b", "c");
        assertThat(added.files()).extracting(Artifact::size).containsExactly(1L, 0L, 1L);
        assertThat(artifacts.list(claim)).isEqualTo(added.files());
    }

    @Test
    void R16_a_batch_of_which_one_source_fails_leaves_nothing() {
        IOException cut = new IOException("cut");
        List<String> closed = new ArrayList<>();
        Source good = new Source("a", "t", () -> new ByteArrayInputStream(new byte[2]) {
            @Override
            public void close() {
                closed.add("a");
            }
        });
        Source bad = new Source("b", "t", () -> {
            throw cut;
        });
        assertThatThrownBy(() -> artifacts.put(claim, List.of(good, bad))).isSameAs(cut);
        assertThat(closed).containsExactly("a");
        assertThat(artifacts.list(claim)).isEmpty();
        assertThat(house.store.calls).endsWith("begin", "write", "staging closed", "list");
    }

    @Test
    void R11_a_batch_that_is_too_large_for_any_session_is_refused_without_reading_on() {
        house.store.calls.clear();
        requireOver(Limit.FILES, source("a", "1"), source("b", "1"), source("c", "1"), source("d", "1"));
        assertThat(house.store.calls).isEmpty();
        requireOver(Limit.SESSION_FILE_BYTES, source("a", "12345678"), source("b", "123"));
        requireOver(Limit.FILE_BYTES, source("a", "123456789"));
        assertThatThrownBy(() -> artifacts.put(claim, List.of())).isInstanceOf(InvalidInput.class);
        assertThat(artifacts.list(claim)).isEmpty();
    }

    @Test
    void R11_a_batch_for_which_the_session_has_no_room_leaves_nothing_of_it() throws IOException {
        Artifact kept = artifacts.put(claim, "x", "t", text("12"));
        requireOver(Limit.FILES, source("a", "1"), source("b", "1"), source("c", "1"));
        requireOver(Limit.SESSION_FILE_BYTES, source("a", "12345678"), source("b", "1"));
        assertThat(artifacts.list(claim)).containsExactly(kept);
        assertThat(artifacts.put(claim, List.of(source("a", "12345678"))).files())
                .hasSize(1);
    }

    @Test
    void R6_the_same_key_and_files_bring_back_the_first_answer_even_when_they_are_gone_and_the_session_is_full()
            throws IOException {
        List<Source> sources = List.of(source("a", "1"), source("b", "2"));
        Added first = artifacts.put(claim, sources, KEY);
        assertThat(first.replayed()).isFalse();
        assertThat(artifacts.put(claim, sources, KEY)).isEqualTo(new Added(first.files(), true));
        assertThat(artifacts.list(claim)).isEqualTo(first.files());
        assertThat(artifacts.remove(claim, first.files().get(0).id())).isTrue();
        Added more = artifacts.put(claim, List.of(source("c", "3"), source("d", "4")));
        assertThat(artifacts.put(claim, sources, KEY)).isEqualTo(new Added(first.files(), true));
        assertThat(artifacts.list(claim))
                .containsExactly(
                        first.files().get(1), more.files().get(0), more.files().get(1));
    }

    @Test
    void R6_the_same_key_with_other_files_is_refused_and_changes_nothing() throws IOException {
        Added first = artifacts.put(claim, List.of(source("a", "1")), KEY);
        for (List<Source> other : List.of(
                List.of(source("a", "2")),
                List.of(source("b", "1")),
                List.of(new Source("a", "u", () -> text("1"))),
                List.of(source("a", "1"), source("a", "1")))) {
            assertThatThrownBy(() -> artifacts.put(claim, other, KEY))
                    .isInstanceOfSatisfying(
                            SessionConflict.class,
                            e -> assertThat(e.kind()).isEqualTo(SessionConflict.Kind.KEY_REUSED));
        }
        assertThat(artifacts.list(claim)).isEqualTo(first.files());
    }

    @Test
    void R6_keys_of_two_people_and_of_files_and_messages_do_not_meet() throws IOException {
        house.registry.grant(house.owners(claim.id()), House.BOB, Access.APPEND);
        Claim bobs = house.registry.claim(claim.id(), House.BOB, Access.APPEND);
        List<Source> sources = List.of(source("a", "1"));
        assertThat(house.registry
                        .history()
                        .append(claim, Append.of(Draft.user("x")).keyed(KEY)))
                .isInstanceOf(Appended.At.class);
        assertThat(artifacts.put(claim, sources, KEY).replayed()).isFalse();
        assertThat(artifacts.put(bobs, List.of(source("b", "2")), KEY).replayed())
                .isFalse();
        assertThat(artifacts.list(claim)).hasSize(2);
    }

    private void requireOver(Limit limit, Source... sources) {
        assertThatThrownBy(() -> artifacts.put(claim, List.of(sources)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit));
    }

    private static Source source(String name, String content) {
        return new Source(name, "t", () -> text(content));
    }

    private static InputStream text(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }
}
