package dev.cloakroom.testkit;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Stores that give back other files than they were given (R16). */
final class WrongFiles {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R16, "drops the last chunk of a file", (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void keep(Row row, Artifact file, List<byte[]> chunks) {
                            super.keep(row, file, chunks.subList(0, Math.max(0, chunks.size() - 1)));
                        }
                    }),
            Mutant.of(
                    Rule.R16,
                    "shows a file before all of it has come",
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
                                            tables.of(claim.id())
                                                    .files
                                                    .put(
                                                            file,
                                                            new Row.Stored(
                                                                    new Artifact(
                                                                            file,
                                                                            "coming",
                                                                            "text/plain",
                                                                            chunk.length,
                                                                            "0".repeat(64),
                                                                            Instant.EPOCH),
                                                                    chunks.get(file)));
                                        }
                                    }));
                        }
                    }),
            Mutant.of(
                    Rule.R16,
                    "removes a file with all of the same name",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        boolean removed(Row row, UUID file) {
                            Row.Stored one = stored(row, file);
                            return one != null
                                    && tables.of(row.id)
                                            .files
                                            .values()
                                            .removeIf(other -> other.artifact()
                                                    .name()
                                                    .equals(one.artifact().name()));
                        }
                    }),
            Mutant.of(Rule.R16, "lists files by their names", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                List<Artifact> listed(Row row) {
                    return super.listed(row).stream()
                            .sorted(Comparator.comparing(Artifact::name))
                            .toList();
                }
            }),
            Mutant.of(
                    Rule.R16,
                    "keeps media types in lower case",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        void keep(Row row, Artifact file, List<byte[]> chunks) {
                            super.keep(
                                    row,
                                    new Artifact(
                                            file.id(),
                                            file.name(),
                                            file.mediaType().toLowerCase(Locale.ROOT),
                                            file.size(),
                                            file.sha256(),
                                            file.createdAt()),
                                    chunks);
                        }
                    }),
            Mutant.of(
                    Rule.R16,
                    "uses the chunks of a commit up even when it was stale",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Staging> begin(Claim claim) {
                            return looking(
                                    "begin",
                                    claim,
                                    row -> Result.done(new Chunks() {
                                        @Override
                                        public Result<Added> commit(Claim late, Batch batch) {
                                            Map<UUID, List<byte[]>> sent = Map.copyOf(chunks);
                                            chunks.clear();
                                            return changing(
                                                    "commit", late, found -> committed(found, late, batch, sent));
                                        }
                                    }));
                        }
                    }));

    private WrongFiles() {}
}
