package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Artifacts.Source;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionAccessDenied;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** R16 in memory. */
class MemoryArtifactsTest {
    private final Desk desk = new Desk();
    private final Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);

    static <T> T done(Result<T> result) {
        if (result instanceof Result.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done: " + result);
    }

    static UUID put(Desk desk, Claim claim, String content) {
        try {
            return desk.registry
                    .artifacts()
                    .put(claim, "f", "t", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)))
                    .id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Batch batch(UUID id, long size) {
        return new Batch(List.of(new Upload(id, "f", "t", size, "0".repeat(64))), null);
    }

    @Test
    void R16_files_of_several_chunks_come_back_as_they_went_in() throws IOException {
        byte[] bytes = new byte[600_000];
        new Random(3).nextBytes(bytes);
        Artifact kept = desk.registry.artifacts().put(claim, "f", "t", new ByteArrayInputStream(bytes));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(desk.registry.artifacts().read(claim, kept.id(), out)).contains(kept);
        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Desk.kept(600_000));
        assertThat(done(desk.store.artifacts().chunk(claim, kept.id(), 3))).isEmpty();
        assertThat(done(desk.store.artifacts().chunk(claim, kept.id(), -1))).isEmpty();
        assertThat(done(desk.store.artifacts().chunk(claim, UUID.randomUUID(), 0)))
                .isEmpty();
    }

    @Test
    void files_are_listed_in_the_order_they_came_and_give_their_bytes_back() {
        UUID first = put(desk, claim, "1");
        UUID second = put(desk, claim, "22");
        UUID third = put(desk, claim, "333");
        assertThat(desk.registry.artifacts().list(claim))
                .extracting(Artifact::id)
                .containsExactly(first, second, third);
        assertThat(desk.registry.artifacts().remove(claim, second)).isTrue();
        assertThat(desk.registry.artifacts().remove(claim, second)).isFalse();
        assertThat(desk.registry.artifacts().list(claim))
                .extracting(Artifact::id)
                .containsExactly(first, third);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Desk.kept(1) + Desk.kept(3));
        desk.registry.close(desk.owners(claim.id()));
        assertThat(desk.store.bytes()).isZero();
    }

    @Test
    void R11_the_limits_of_files_take_n_and_refuse_one_more() {
        Desk small = new Desk(Limits.standard().with(Limit.FILES, 2).with(Limit.SESSION_FILE_BYTES, 5));
        Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
        UUID first = put(small, mine, "1234");
        assertThatThrownBy(() -> put(small, mine, "12"))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSION_FILE_BYTES));
        assertThat(put(small, mine, "1")).isNotEqualTo(first);
        assertThatThrownBy(() -> put(small, mine, ""))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.FILES));
        assertThat(small.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Desk.kept(1) + Desk.kept(4));
        assertThat(small.registry.artifacts().remove(mine, first)).isTrue();
        assertThat(put(small, mine, "1234")).isNotEqualTo(first);
        assertThat(small.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Desk.kept(1) + Desk.kept(4));
    }

    @Test
    void R11_a_file_for_which_the_store_has_no_room_leaves_nothing() {
        long most = Desk.opened(Desk.ALICE) + Desk.kept(10);
        Desk small = new Desk(Limits.standard(), 10, most);
        Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
        RoomTest.requireFull(() -> put(small, mine, "12345678901")); // the bytes have room, the record has not
        RoomTest.requireFull(() -> put(small, mine, "x".repeat((int) Desk.kept(10) + 1)));
        assertThat(small.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE));
        assertThat(small.registry.artifacts().list(mine)).isEmpty();
        assertThat(put(small, mine, "1234567890")).isNotNull();
        assertThat(small.store.bytes()).isEqualTo(most);
        RoomTest.requireFull(() -> put(small, mine, ""));
        assertThat(small.store.bytes()).isEqualTo(most);
    }

    @Test
    void R11_expired_sessions_make_room_for_files() {
        for (int spare : new int[] {0, 9, 10}) { // too little for the file's bytes, or for its record only
            Desk small = new Desk(
                    Limits.standard(), 10, Desk.opened(Desk.ALICE) + Desk.kept(6) + Desk.opened(Desk.BOB) + spare);
            Claim old = small.claimed(Desk.ALICE, Access.APPEND);
            assertThat(put(small, old, "123456")).isNotNull();
            small.step(small.store.limits().idleTimeout());
            Claim mine = small.claimed(Desk.BOB, Access.APPEND);
            assertThat(small.store.sessions()).isEqualTo(2);
            assertThat(put(small, mine, "1234567890")).isNotNull();
            assertThat(small.store.bytes()).isEqualTo(Desk.opened(Desk.BOB) + Desk.kept(10));
            assertThat(small.store.sessions()).isEqualTo(1);
        }
    }

    @Test
    void R3_without_access_a_full_store_is_not_told_of() {
        long grant = Weight.PAIR + 2L * Desk.BOB.subject().length();
        Desk small = new Desk(Limits.standard(), 10, Desk.opened(Desk.ALICE) + grant + 4);
        Claim owners = small.claimed(Desk.ALICE, Access.MANAGE);
        Claim bobs = small.shared(owners.id(), Desk.BOB);
        ArtifactStore.Staging staging = done(small.store.artifacts().begin(bobs));
        UUID id = UUID.randomUUID();
        staging.write(id, new byte[5]);
        Batch upload = batch(id, 5);
        assertThat(Desk.refusal(staging.commit(bobs, upload))).contains(Refusal.STORE_FULL);
        assertThat(small.registry.revoke(owners, Desk.BOB)).isTrue();
        assertThat(staging.commit(bobs, upload)).isEqualTo(Result.stale());
        small.registry.close(owners);
        assertThat(staging.commit(bobs, upload)).isEqualTo(Result.gone());
        staging.close();
        assertThat(small.store.bytes()).isZero();
    }

    @Test
    void R16_chunks_count_while_they_come_in_and_not_after_they_were_let_go() {
        ArtifactStore.Staging staging = done(desk.store.artifacts().begin(claim));
        staging.write(UUID.randomUUID(), new byte[100]);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + 100);
        assertThat(desk.registry.artifacts().list(claim)).isEmpty();
        staging.close();
        staging.close();
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE));
    }

    @Test
    void R16_a_committed_file_stays_when_its_staging_is_closed() {
        UUID id = UUID.randomUUID();
        ArtifactStore.Staging staging = done(desk.store.artifacts().begin(claim));
        staging.write(id, new byte[] {1, 2});
        staging.write(id, new byte[] {3});
        Artifact kept = done(staging.commit(claim, batch(id, 3))).files().get(0);
        staging.close();
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Desk.kept(3));
        assertThat(done(desk.store.artifacts().find(claim, id))).contains(kept);
        assertThat(done(desk.store.artifacts().chunk(claim, id, 0)).orElseThrow())
                .containsExactly(1, 2);
        assertThat(done(desk.store.artifacts().chunk(claim, id, 1)).orElseThrow())
                .containsExactly(3);
        assertThat(kept.createdAt()).isEqualTo(desk.clock.instant());
    }

    @Test
    void R16_the_files_of_a_batch_keep_their_own_chunks_and_weigh_what_they_are() throws IOException {
        List<Source> sources = List.of(source("12"), source(""), source("345"));
        IdempotencyKey key = new IdempotencyKey("files", "k");
        Added first = desk.registry.artifacts().put(claim, sources, key);
        long records = 3 * Desk.kept(0);
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Weight.KEY + 2 * records + 5);
        assertThat(first.files()).extracting(file -> read(file.id())).containsExactly("12", "", "345");
        for (Artifact file : first.files()) {
            assertThat(desk.registry.artifacts().remove(claim, file.id())).isTrue();
        }
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Weight.KEY + records);
        assertThat(desk.registry.artifacts().put(claim, sources, key)).isEqualTo(new Added(first.files(), true));
        assertThat(desk.store.bytes()).isEqualTo(Desk.opened(Desk.ALICE) + Weight.KEY + records);
        assertThat(desk.registry.artifacts().list(claim)).isEmpty();
        desk.registry.close(desk.owners(claim.id()));
        assertThat(desk.store.bytes()).isZero();
    }

    @Test
    void R6_of_many_who_add_the_same_files_under_one_key_one_adds_them() {
        IdempotencyKey key = new IdempotencyKey("files", "k");
        List<Added> all = Race.of(8, thread -> () -> desk.registry.artifacts().put(claim, List.of(source("x")), key));
        assertThat(all).filteredOn(added -> !added.replayed()).hasSize(1);
        assertThat(all).extracting(Added::files).containsOnly(all.get(0).files());
        assertThat(desk.registry.artifacts().list(claim)).isEqualTo(all.get(0).files());
    }

    private static Source source(String content) {
        return new Source("f", "t", () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private String read(UUID file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(desk.registry.artifacts().read(claim, file, out)).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void R8_a_session_that_ends_during_an_upload_leaves_no_byte() {
        Claim owners = desk.owners(claim.id());
        ByteArrayInputStream ending = new ByteArrayInputStream(new byte[300_000]) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                int read = super.read(target, offset, length);
                if (read < 0 && desk.store.sessions() > 0) {
                    desk.registry.close(owners);
                }
                return read;
            }
        };
        assertThatThrownBy(() -> desk.registry.artifacts().put(claim, "f", "t", ending))
                .isInstanceOf(SessionAccessDenied.class);
        assertThat(desk.store.bytes()).isZero();
        assertThat(desk.store.sessions()).isZero();
    }
}
