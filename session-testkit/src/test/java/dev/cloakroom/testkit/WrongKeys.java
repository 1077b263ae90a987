package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stores that do under a key what was done, or do not what was not (R6). */
final class WrongKeys {

    static final List<Mutant> ALL = List.of(
            Mutant.of(Rule.R6, "knows the latest 100 keys", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                void record(Row row, Claim claim, Append append, Appended at) {
                    super.record(row, claim, append, at);
                    Iterator<String> oldest = tables.of(row.id).keys.keySet().iterator();
                    while (tables.of(row.id).keys.size() > 100) {
                        oldest.next();
                        oldest.remove();
                    }
                }
            }),
            Mutant.of(
                    Rule.R6, "replays whatever the content is", (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        String digest(Append append) {
                            return "any";
                        }
                    }),
            Mutant.of(Rule.R6, "shares keys between authors", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                String scoped(Row row, Claim claim, IdempotencyKey key) {
                    return key.scopedTo(Principal.of("anybody"));
                }
            }),
            Mutant.of(
                    Rule.R6, "shares keys between operations", (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        String scoped(Row row, Claim claim, IdempotencyKey key) {
                            return new IdempotencyKey("any", key.text()).scopedTo(claim.principal());
                        }
                    }),
            Mutant.of(
                    Rule.R6,
                    "marks a key as used before it appends",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            if (append.key() == null) {
                                return super.append(claim, append);
                            }
                            Result<Appended> marked = changing("append", claim, row -> {
                                Optional<Result<Appended>> answer =
                                        replayed(row, claim, append).or(() -> refused(row, claim, append));
                                if (answer.isEmpty()) {
                                    long first = row.lastSeq + 1;
                                    long last = row.lastSeq + append.drafts().size();
                                    record(row, claim, append, new Appended.Replayed(first, last));
                                }
                                return answer.orElseGet(Result::stale);
                            });
                            return Results.name(marked).equals("stale")
                                    ? changing("append", claim, row -> Result.done(write(row, claim, append)))
                                    : marked;
                        }
                    }),
            Mutant.of(
                    Rule.R6,
                    "marks a key as used after it has appended",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            Result<Appended> result = super.append(claim, append);
                            if (append.key() != null
                                    && result instanceof Result.Done<Appended> done
                                    && done.value() instanceof Appended.At at) {
                                Result<Appended> unused = changing("append", claim, row -> {
                                    super.record(row, claim, append, at);
                                    return Result.done(at);
                                });
                            }
                            return result;
                        }

                        @Override
                        void record(Row row, Claim claim, Append append, Appended at) {}
                    }),
            Mutant.of(
                    Rule.R6,
                    "looks whether there is room before it looks for the key",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Optional<Result<Appended>> replayed(Row row, Claim claim, Append append) {
                            return refused(row, claim, append).or(() -> super.replayed(row, claim, append));
                        }
                    }),
            Mutant.of(
                    Rule.R6,
                    "uses a key up with an append that it refuses",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Optional<Result<Appended>> refused(Row row, Claim claim, Append append) {
                            Optional<Result<Appended>> refusal = super.refused(row, claim, append);
                            if (refusal.isPresent()) {
                                record(row, claim, append, new Appended.Replayed(row.lastSeq, row.lastSeq));
                            }
                            return refusal;
                        }
                    }),
            Mutant.of(Rule.R6, "binds a name that is bound", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Binding bound(String name, Binding expected, Binding next, Duration lifetime) {
                    return super.bound(name, standing(name).orElse(null), next, lifetime);
                }
            }),
            Mutant.of(
                    Rule.R6,
                    "adds files again under a key that was used",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Added> committed(Row row, Claim claim, Batch batch, Map<UUID, List<byte[]>> chunks) {
                            return super.committed(row, claim, new Batch(batch.files(), null), chunks);
                        }
                    }));

    private WrongKeys() {}
}
