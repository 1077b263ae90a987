package dev.cloakroom.store.redis;

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
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R16 in Redis. */
class FilesTest {
    private final Desk desk = Desk.open();
    private final Claim claim = desk.claimed(Desk.ALICE, Access.APPEND);

    @AfterEach
    void close() {
        desk.close();
    }

    private static Source source(String name, String content) {
        return new Source(name, "t", () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static Batch batch(UUID id, long size) {
        return new Batch(List.of(new Upload(id, "f", "t", size, "0".repeat(64))), null);
    }

    @Test
    void R16_files_of_several_chunks_come_back_as_they_went_in_on_another_instance() throws IOException {
        byte[] bytes = new byte[600_000];
        new Random(3).nextBytes(bytes);
        Artifact kept = desk.registry.artifacts().put(claim, "naïve 漢 .txt", "t", new ByteArrayInputStream(bytes));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Desk other = desk.second()) {
            assertThat(other.registry.artifacts().read(claim, kept.id(), out)).contains(kept);
        }
        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(Desk.done(desk.store.artifacts().chunk(claim, kept.id(), 3))).isEmpty();
        assertThat(Desk.done(desk.store.artifacts().chunk(claim, kept.id(), -1)))
                .isEmpty();
        assertThat(Desk.done(desk.store.artifacts().chunk(claim, UUID.randomUUID(), 0)))
                .isEmpty();
    }

    @Test
    void files_are_listed_in_the_order_they_came_also_after_some_were_removed() {
        UUID first = desk.put(claim, "1");
        UUID second = desk.put(claim, "22");
        UUID third = desk.put(claim, "");
        assertThat(desk.registry.artifacts().list(claim))
                .extracting(Artifact::id)
                .containsExactly(first, second, third);
        assertThat(desk.registry.artifacts().remove(claim, second)).isTrue();
        assertThat(desk.registry.artifacts().remove(claim, second)).isFalse();
        assertThat(desk.registry.artifacts().list(claim))
                .extracting(Artifact::id)
                .containsExactly(first, third);
        assertThat(Desk.done(desk.store.artifacts().chunk(claim, second, 0))).isEmpty();
    }

    @Test
    void R6_a_batch_is_added_whole_and_once_under_its_key() throws IOException {
        IdempotencyKey key = new IdempotencyKey("files", "k");
        List<Source> two = List.of(source("a", "1"), source("b", "22"));
        Added added = desk.registry.artifacts().put(claim, two, key);
        assertThat(added.replayed()).isFalse();
        assertThat(desk.registry.artifacts().remove(claim, added.files().get(0).id()))
                .isTrue();
        Added again = desk.registry.artifacts().put(claim, two, key);
        assertThat(again.replayed()).isTrue();
        assertThat(again.files()).isEqualTo(added.files());
        assertThat(desk.registry.artifacts().list(claim))
                .containsExactly(added.files().get(1));
        assertThatThrownBy(() -> desk.registry.artifacts().put(claim, List.of(source("a", "other")), key))
                .hasMessageContaining("key");
    }

    @Test
    void R16_a_batch_with_one_file_too_many_adds_none() {
        try (Desk small = Desk.open(Limits.standard().with(Limit.FILES, 2).with(Limit.SESSION_FILE_BYTES, 5))) {
            Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
            UUID first = small.put(mine, "1");
            assertThatThrownBy(() -> small.registry.artifacts().put(mine, List.of(source("a", "1"), source("b", "2"))))
                    .isInstanceOfSatisfying(
                            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.FILES));
            assertThatThrownBy(() -> small.put(mine, "12345"))
                    .isInstanceOfSatisfying(
                            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSION_FILE_BYTES));
            assertThat(small.registry.artifacts().list(mine))
                    .extracting(Artifact::id)
                    .containsExactly(first);
            assertThat(fields(small, mine)).as("nothing of what was refused").isEqualTo(4);
        }
    }

    private static long fields(Desk desk, Claim claim) {
        String key = SettingsReader.read(desk.uri).prefix() + ":{" + claim.id().text() + "}:a";
        return (Long) RedisServer.shared().ask("HLEN", key);
    }

    @Test
    void R11_of_many_files_at_once_no_more_are_added_than_the_session_may_have() {
        try (Desk small = Desk.open(Limits.standard().with(Limit.FILES, 10))) {
            Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
            List<Long> added = Race.of(
                    8,
                    thread -> () ->
                            IntStream.range(0, 3).filter(i -> adds(small, mine)).count());
            assertThat(added.stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
            assertThat(small.registry.artifacts().list(mine)).hasSize(10);
        }
    }

    private static boolean adds(Desk desk, Claim claim) {
        try {
            return desk.put(claim, "x") != null;
        } catch (LimitExceeded e) {
            return false;
        }
    }

    @Test
    void R16_a_file_whose_chunks_did_not_all_arrive_never_becomes_visible() {
        UUID file = UUID.randomUUID();
        try (ArtifactStore.Staging staging = Desk.done(desk.store.artifacts().begin(claim))) {
            staging.write(file, new byte[10]);
            assertThatThrownBy(() -> staging.commit(claim, batch(file, 11))).isInstanceOf(StoreUnavailable.class);
            assertThat(staging.commit(claim, batch(file, 10))).isInstanceOf(Result.Done.class);
        }
        assertThat(desk.registry.artifacts().list(claim)).hasSize(1);
    }

    @Test
    void R3_files_of_someone_whose_access_was_taken_meanwhile_are_not_added() {
        Claim bobs = desk.shared(claim.id(), Desk.BOB);
        UUID file = UUID.randomUUID();
        try (ArtifactStore.Staging staging = Desk.done(desk.store.artifacts().begin(bobs))) {
            staging.write(file, new byte[10]);
            assertThat(desk.registry.revoke(desk.owners(claim.id()), Desk.BOB)).isTrue();
            assertThat(staging.commit(bobs, batch(file, 10))).isEqualTo(Result.stale());
        }
        assertThat(desk.registry.artifacts().list(desk.owners(claim.id()))).isEmpty();
        assertThat(fields(desk, claim)).isLessThanOrEqualTo(1);
    }

    @Test
    void chunks_of_an_upload_that_died_are_thrown_away_when_others_come_an_hour_later() {
        UUID dead = UUID.randomUUID();
        ArtifactStore.Staging died = Desk.done(desk.store.artifacts().begin(claim));
        died.write(dead, new byte[1_000]);
        desk.step(Duration.ofMinutes(30));
        Desk.done(desk.store.artifacts().begin(claim)).close();
        assertThat(fields(desk, claim)).isEqualTo(3);
        desk.step(Duration.ofMinutes(31));
        Desk.done(desk.store.artifacts().begin(claim)).close();
        assertThat(fields(desk, claim)).isEqualTo(1);
    }

    @Test
    void R8_files_live_as_long_as_their_session_also_when_only_messages_come() {
        try (Desk brief = Desk.open(Limits.standard().withTimeouts(Duration.ofMinutes(30), Duration.ofDays(9)))) {
            Claim mine = brief.claimed(Desk.ALICE, Access.APPEND);
            UUID file = brief.put(mine, "bytes");
            String key =
                    SettingsReader.read(brief.uri).prefix() + ":{" + mine.id().text() + "}:";
            for (int i = 1; i <= 12; i++) {
                brief.step(Duration.ofMinutes(25));
                assertThat(brief.say(mine, "x")).isEqualTo(i);
            }
            long record = (Long) RedisServer.shared().ask("PTTL", key + "s");
            long files = (Long) RedisServer.shared().ask("PTTL", key + "a");
            assertThat(files).isBetween(record - 5_000, record + 5_000);
            assertThat(brief.registry.artifacts().list(mine))
                    .extracting(Artifact::id)
                    .containsExactly(file);
        }
    }

    @Test
    void a_file_that_is_too_much_on_its_way_in_is_refused_as_no_room() {
        try (Desk small = Desk.open(Limits.standard().with(Limit.SESSION_FILE_BYTES, 100))) {
            Claim mine = small.claimed(Desk.ALICE, Access.APPEND);
            UUID file = UUID.randomUUID();
            try (ArtifactStore.Staging staging =
                    Desk.done(small.store.artifacts().begin(mine))) {
                for (int i = 0; i < 5; i++) {
                    staging.write(file, new byte[90]);
                }
                assertThat(Desk.refusal(staging.commit(mine, batch(file, 50)))).contains(Refusal.STORE_FULL);
            }
            assertThat(fields(small, mine)).isEqualTo(1);
        }
    }
}
