package dev.cloakroom.testkit;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/** Wrong about files (R16). */
final class FileMutants {
    private FileMutants() {}

    static List<Mutant> all() {
        return List.of(
                losesTheLastChunk(),
                signedBytes(),
                sortsByName(),
                removesByName(),
                staleCommitLosesChunks(),
                lowersNames(),
                visibleBeforeTheCommit());
    }

    private static Mutant kept(String bug, Function<List<byte[]>, List<byte[]>> chunksAs) {
        return new Mutant(
                Rule.R16,
                bug,
                "R16_a_file_comes_back_byte_for_byte",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void keep(Row row, Artifact file, List<byte[]> chunks) {
                        super.keep(row, file, chunksAs.apply(chunks));
                    }
                });
    }

    private static Mutant losesTheLastChunk() {
        return kept(
                "the last chunk of a large file is lost",
                chunks -> chunks.size() < 2 ? chunks : chunks.subList(0, chunks.size() - 1));
    }

    private static Mutant signedBytes() {
        return kept(
                "bytes are kept as text",
                chunks -> chunks.stream()
                        .map(chunk -> new String(chunk, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    private static Mutant sortsByName() {
        return new Mutant(
                Rule.R16,
                "files are listed by name",
                "R16_files_are_listed_in_the_order_in_which_they_came",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    List<Artifact> listed(Row row) {
                        return super.listed(row).stream()
                                .sorted(Comparator.comparing(Artifact::name))
                                .toList();
                    }
                });
    }

    private static Mutant removesByName() {
        return new Mutant(
                Rule.R16,
                "who removes a file removes all of its name",
                "R16_a_removed_file_is_gone_and_others_stay",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean removed(Row row, UUID file) {
                        Row.Stored found = stored(row, file);
                        return found != null
                                && tables.of(row.id)
                                        .files
                                        .values()
                                        .removeIf(each -> each.artifact()
                                                .name()
                                                .equals(found.artifact().name()));
                    }
                });
    }

    private static Mutant staleCommitLosesChunks() {
        return new Mutant(
                Rule.R16,
                "a stale commit throws the chunks away",
                "R16_a_commit_that_was_stale_can_be_repeated",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Staging> begin(Claim claim) {
                        return looking(
                                "begin",
                                claim,
                                row -> Result.done(new Chunks() {
                                    @Override
                                    public Result<Added> commit(Claim with, Batch batch) {
                                        Result<Added> result = super.commit(with, batch);
                                        close();
                                        return result;
                                    }
                                }));
                    }
                });
    }

    private static Mutant lowersNames() {
        return new Mutant(
                Rule.R16,
                "names of files are made lower case",
                "R16_names_and_types_come_back_as_they_went_in",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void keep(Row row, Artifact file, List<byte[]> chunks) {
                        String name = file.name().toLowerCase(Locale.ROOT);
                        super.keep(
                                row,
                                new Artifact(
                                        file.id(),
                                        name,
                                        file.mediaType(),
                                        file.size(),
                                        file.sha256(),
                                        file.createdAt()),
                                chunks);
                    }
                });
    }

    private static Mutant visibleBeforeTheCommit() {
        return new Mutant(
                Rule.R16,
                "bytes can be read before their commit",
                "R16_a_file_is_invisible_until_it_is_committed",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Staging> begin(Claim claim) {
                        return looking(
                                "begin",
                                claim,
                                row -> Result.done(new Chunks() {
                                    @Override
                                    public void write(UUID file, byte[] chunk) {
                                        super.write(file, chunk);
                                        Artifact unnamed = new Artifact(
                                                file, "", "", chunk.length, "", Instant.ofEpochMilli(now()));
                                        keep(row, unnamed, List.of(chunk));
                                    }
                                }));
                    }
                });
    }
}
