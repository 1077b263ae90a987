package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R16: files are kept to the last byte, become visible whole and together, and are nobody else's. */
@Family
final class FileProperties {
    private static final int CHUNK = Artifacts.CHUNK_BYTES;
    private static final byte[] BYTES = {1, 2, 3};

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("write(..), chunk(..): chunks are bytes, kept in the order in which they came, the last one smaller")
    void R16_a_file_comes_back_byte_for_byte() throws IOException {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Random random = bench.random();
            for (int size : new int[] {0, 1, 255, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5}) {
                byte[] content = new byte[size];
                random.nextBytes(content);
                Artifact kept =
                        desk.registry().artifacts().put(claim, "f" + size, "t", new ByteArrayInputStream(content));
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                assertThat(desk.otherRegistry().artifacts().read(claim, kept.id(), read))
                        .as("a file of " + size + " bytes")
                        .contains(kept);
                assertThat(read.toByteArray())
                        .as("the bytes of a file of " + size)
                        .isEqualTo(content);
                assertThat(List.of(kept.name(), kept.size(), kept.sha256()))
                        .containsExactly("f" + size, (long) size, Uploads.sha256(content));
            }
            byte[] every = new byte[256];
            for (int i = 0; i < 256; i++) {
                every[i] = (byte) i;
            }
            Artifact kept = Uploads.put(desk.store(), claim, "every byte", every);
            assertThat(Uploads.content(desk.otherStore(), claim, kept.id()))
                    .as("every byte there is")
                    .isEqualTo(every);
        }
    }

    @Property(tries = 30)
    @LookAt("where files are recorded: name and media type code point by code point, the rest as given")
    void R16_names_and_types_come_back_as_they_went_in(
            @ForAll("names") List<String> names, @ForAll("type") String mediaType) {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Upload[] files = names.stream()
                    .map(name -> Uploads.typed(name, mediaType, BYTES))
                    .toArray(Upload[]::new);
            Added added = Results.done(Uploads.tried(desk.store(), claim, Uploads.batch(files), BYTES));
            assertThat(added.replayed()).isFalse();
            for (int i = 0; i < files.length; i++) {
                Artifact file = added.files().get(i);
                assertThat(file).as("a file as commit(..) returns it").isEqualTo(files[i].visibleAt(file.createdAt()));
                assertThat(Results.done(desk.otherStore().artifacts().find(claim, file.id())))
                        .as("as it is found")
                        .contains(file);
            }
            assertThat(Results.done(desk.otherStore().artifacts().list(claim)))
                    .as("as they are listed")
                    .isEqualTo(added.files());
        }
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Hostile.labels(1, 128).list().ofMinSize(1).ofMaxSize(4);
    }

    /** As core lets them through: printable ASCII, as the client sent it. */
    @Provide
    Arbitrary<String> type() {
        return Arbitraries.of("text/plain", "Text/Plain; Charset=UTF-8", "a/b;c=\"d\\\"e,'f{}%\"", "x".repeat(127));
    }

    @Property(tries = 1)
    @LookAt("list(..): oldest first, and of one batch in the order of the batch")
    void R16_files_are_listed_in_the_order_in_which_they_came() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            List<UUID> expected = new ArrayList<>();
            for (int batch = 0; batch < 6; batch++) {
                Upload[] files = new Upload[4];
                for (int i = 0; i < files.length; i++) {
                    files[i] = Uploads.of((char) ('z' - i) + "" + batch, BYTES);
                    boolean unused = expected.add(files[i].id());
                }
                Added added =
                        Results.done(Uploads.tried(desk.client(batch).store(), claim, Uploads.batch(files), BYTES));
                assertThat(added.files()).hasSize(4);
            }
            assertThat(Results.done(desk.store().artifacts().list(claim)))
                    .as("24 files")
                    .extracting(Artifact::id)
                    .isEqualTo(expected);
        }
    }

    @Property(tries = 1)
    @LookAt(
            "write(..) and close(): chunks are nobody's until they are committed, and nothing is left where they were not")
    void R16_a_file_is_invisible_until_it_is_committed() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            ArtifactStore artifacts = desk.otherStore().artifacts();
            Upload file = Uploads.of("f", BYTES);
            Upload given = Uploads.of("given up", BYTES);
            try (Staging givenUp = Results.done(desk.store().artifacts().begin(claim))) {
                Uploads.send(givenUp, given, BYTES);
            }
            try (Staging staging = Results.done(desk.store().artifacts().begin(claim))) {
                Uploads.send(staging, file, BYTES);
                for (Upload each : List.of(file, given)) {
                    assertThat(Results.done(artifacts.list(claim)))
                            .as("files before any commit")
                            .isEmpty();
                    assertThat(Results.done(artifacts.find(claim, each.id())))
                            .as("a file before its commit")
                            .isEmpty();
                    assertThat(Results.done(artifacts.chunk(claim, each.id(), 0)))
                            .as("bytes before their commit")
                            .isEmpty();
                    assertThat(Results.done(artifacts.remove(claim, each.id())))
                            .as("removing before the commit")
                            .isFalse();
                }
                assertThat(Results.name(staging.commit(claim, Uploads.batch(file))))
                        .isEqualTo("done");
            }
            assertThat(Results.done(artifacts.list(claim)))
                    .extracting(Artifact::name)
                    .containsExactly("f");
            assertThat(Uploads.content(desk.store(), claim, file.id()))
                    .as("bytes after close()")
                    .isEqualTo(BYTES);
        }
    }

    @Property(tries = 1)
    @LookAt("commit(..): a stale claim changes nothing, the same chunks can be committed with a fresh one")
    void R16_a_commit_that_was_stale_can_be_repeated() {
        try (Desk desk = bench.desk()) {
            Claim old = desk.claimed(desk.alice);
            Upload file = Uploads.of("f", BYTES);
            try (Staging staging = Results.done(desk.store().artifacts().begin(old))) {
                Uploads.send(staging, file, BYTES);
                desk.registry().grant(old, desk.bob, Access.READ);
                assertThat(Results.name(staging.commit(old, Uploads.batch(file))))
                        .isEqualTo("stale");
                Claim now = desk.claim(old.id(), desk.alice, Access.APPEND);
                assertThat(Results.name(staging.commit(now, Uploads.batch(file))))
                        .as("the same with a fresh claim")
                        .isEqualTo("done");
                assertThat(Uploads.content(desk.otherStore(), now, file.id())).isEqualTo(BYTES);
            }
        }
    }

    @Property(tries = 1)
    @LookAt("remove(..), chunk(..): by the file's id; a removed file is gone with its bytes, and others stay")
    void R16_a_removed_file_is_gone_and_others_stay() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Artifact one = Uploads.put(desk.store(), claim, "same name", BYTES);
            Artifact other = Uploads.put(desk.store(), claim, "same name", new byte[] {9});
            ArtifactStore artifacts = desk.otherStore().artifacts();
            assertThat(Results.done(artifacts.list(claim)))
                    .as("two files of one name")
                    .containsExactly(one, other);
            assertThat(Results.done(artifacts.remove(claim, one.id())))
                    .as("whether there was a file to remove")
                    .isTrue();
            assertThat(Results.done(artifacts.remove(claim, one.id())))
                    .as("whether there was one the second time")
                    .isFalse();
            assertThat(Results.done(artifacts.find(claim, one.id()))).isEmpty();
            assertThat(Results.done(artifacts.chunk(claim, one.id(), 0)))
                    .as("bytes of a removed file")
                    .isEmpty();
            assertThat(Results.done(artifacts.list(claim))).containsExactly(other);
            assertThat(Uploads.content(desk.store(), claim, other.id())).isEqualTo(new byte[] {9});
            for (int index : new int[] {1, -1, Integer.MAX_VALUE}) {
                assertThat(Results.done(artifacts.chunk(claim, other.id(), index)))
                        .as("chunk " + index + " of one")
                        .isEmpty();
            }
        }
    }

    @Property(tries = 1)
    @LookAt("commit(..) under a key: the files of then, whatever became of them; another content is refused")
    void R6_files_are_added_once_under_a_key() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            Added first = committed(desk, claim, Uploads.keyed("k", Uploads.of("a", BYTES), Uploads.of("b", BYTES)));
            assertThat(first.replayed()).isFalse();
            Batch again = Uploads.keyed("k", Uploads.of("a", BYTES), Uploads.of("b", BYTES));
            assertThat(committed(desk, claim, again)).as("a retry").isEqualTo(new Added(first.files(), true));
            assertThat(Results.done(desk.store()
                            .artifacts()
                            .remove(claim, first.files().get(0).id())))
                    .isTrue();
            assertThat(committed(desk, claim, again))
                    .as("a retry after a file was removed")
                    .isEqualTo(new Added(first.files(), true));
            assertThat(Results.done(desk.store().artifacts().list(claim)))
                    .as("files after two retries")
                    .hasSize(1);
            for (Batch other : List.of(
                    Uploads.keyed("k", Uploads.of("a", BYTES)),
                    Uploads.keyed("k", Uploads.of("a", BYTES), Uploads.of("c", BYTES)))) {
                assertThat(Results.name(Uploads.tried(desk.otherStore(), claim, other, BYTES)))
                        .as("other files under a known key")
                        .isEqualTo("refused KEY_REUSED");
            }
            Result<?> append = desk.store().history().append(claim, Desk.keyed("k", "text"));
            assertThat(append.toString())
                    .as("an append under the same text as a key of files")
                    .contains("At[first=1");
        }
    }

    private static Added committed(Desk desk, Claim claim, Batch batch) {
        return Results.done(Uploads.tried(desk.otherStore(), claim, batch, BYTES));
    }

    @Property(tries = 1)
    @LookAt("commit(..): looking whether the key is known, making files visible and recording the key are one step")
    void R6_of_many_who_add_files_under_one_key_one_does() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.claimed(desk.alice);
            for (int round = 0; round < 8; round++) {
                String key = "key " + round;
                List<Added> added = Race.of(
                        4,
                        thread -> () -> Results.done(Uploads.tried(
                                desk.client(thread).store(),
                                claim,
                                Uploads.keyed(key, Uploads.of("a", BYTES)),
                                BYTES)));
                assertThat(added)
                        .as("outcomes of four under one key")
                        .filteredOn(one -> !one.replayed())
                        .hasSize(1);
                assertThat(added)
                        .extracting(Added::files)
                        .as("the files they were told of")
                        .containsOnly(added.get(0).files());
                assertThat(Results.done(desk.store().artifacts().list(claim)))
                        .as("files")
                        .hasSize(round + 1);
            }
        }
    }
}
