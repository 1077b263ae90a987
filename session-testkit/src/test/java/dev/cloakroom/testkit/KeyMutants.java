package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.Result;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Wrong about exactly once (R6). */
final class KeyMutants {
    private KeyMutants() {}

    static List<Mutant> all() {
        return List.of(
                window(),
                ignoresTheBody(),
                sharedByAuthors(),
                marksBeforeWriting(),
                recordsLater(),
                fenceBeforeReplay(),
                answersWithTheEnd(),
                ignoresKeysOfFiles(),
                bindsWhatIsBound(),
                forgetsBindings());
    }

    private static Mutant window() {
        return new Mutant(
                Rule.R6,
                "the newest 100 keys are known",
                "R6_a_key_is_known_for_the_whole_life_of_a_session",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void record(Row row, Claim claim, Append append, Appended at) {
                        super.record(row, claim, append, at);
                        Iterator<String> keys = tables.of(row.id).keys.keySet().iterator();
                        for (int more = tables.of(row.id).keys.size() - 100; more > 0; more--) {
                            String unused = keys.next();
                            keys.remove();
                        }
                    }
                });
    }

    private static Mutant ignoresTheBody() {
        return new Mutant(
                Rule.R6,
                "a key that is used again is a replay, whatever comes with it",
                "R6_other_content_under_a_key_is_refused",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    String digest(Append append) {
                        return "";
                    }
                });
    }

    private static Mutant sharedByAuthors() {
        return new Mutant(
                Rule.R6,
                "a key is the session's, not its author's",
                "R6_keys_of_other_authors_operations_and_sessions_are_other_keys",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    String scoped(Row row, Claim claim, IdempotencyKey key) {
                        return key.operation() + ":" + key.text();
                    }
                });
    }

    private static Mutant marksBeforeWriting() {
        return new Mutant(
                Rule.R6,
                "a key is recorded before it is certain that the entries are written",
                "R6_a_refused_append_leaves_its_key_unused",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Result<Appended>> refused(Row row, Claim claim, Append append) {
                        long first = row.lastSeq + 1;
                        record(
                                row,
                                claim,
                                append,
                                new Appended.Replayed(
                                        first, row.lastSeq + append.drafts().size()));
                        return super.refused(row, claim, append);
                    }
                });
    }

    private static Mutant recordsLater() {
        return new Mutant(
                Rule.R6,
                "a key is recorded in a step after the one that writes the entries",
                "R6_after_a_failure_the_retry_makes_it_exactly_one",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        Result<Appended> result = super.append(claim, append);
                        if (result instanceof Result.Done<Appended> done && done.value() instanceof Appended.At at) {
                            Result<Integer> unused = changing("append", claim, row -> {
                                super.record(row, claim, append, at);
                                return Result.done(0);
                            });
                        }
                        return result;
                    }

                    @Override
                    void record(Row row, Claim claim, Append append, Appended at) {}
                });
    }

    private static Mutant fenceBeforeReplay() {
        return new Mutant(
                Rule.R6,
                "a retry is refused once its turn is over or the session full",
                "R6_a_replay_comes_before_every_other_refusal",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Result<Appended>> replayed(Row row, Claim claim, Append append) {
                        return refused(row, claim, append).or(() -> super.replayed(row, claim, append));
                    }
                });
    }

    private static Mutant answersWithTheEnd() {
        return new Mutant(
                Rule.R6,
                "under a key the last place is recorded, not all of them",
                "R6_what_is_recorded_under_a_key_are_the_places_of_its_append",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void record(Row row, Claim claim, Append append, Appended at) {
                        super.record(row, claim, append, new Appended.Replayed(at.last(), at.last()));
                    }
                });
    }

    private static Mutant ignoresKeysOfFiles() {
        return new Mutant(
                Rule.R6,
                "files that are sent again under a key are added again",
                "R6_files_are_added_once_under_a_key",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Added> committed(Row row, Claim claim, Batch batch, Map<UUID, List<byte[]>> chunks) {
                        return super.committed(row, claim, new Batch(batch.files(), null), chunks);
                    }
                });
    }

    private static Mutant bindsWhatIsBound() {
        return new Mutant(
                Rule.R6,
                "bind replaces the binding there is",
                "R6_a_name_is_bound_again_only_by_who_knows_its_binding",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Binding bound(String name, Binding expected, Binding next, Duration lifetime) {
                        return super.bound(name, standing(name).orElse(null), next, lifetime);
                    }
                });
    }

    private static Mutant forgetsBindings() {
        return new Mutant(
                Rule.R6,
                "a binding is forgotten after an hour",
                "R6_a_binding_is_kept_for_its_lifetime",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Binding bound(String name, Binding expected, Binding next, Duration lifetime) {
                        return super.bound(name, expected, next, Duration.ofHours(1));
                    }
                });
    }
}
