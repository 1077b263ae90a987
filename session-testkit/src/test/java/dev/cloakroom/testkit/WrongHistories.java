package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Stores that lose, move or invent messages (R5). */
final class WrongHistories {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R5,
                    "reads the history, adds to it, and writes it back",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            Result<List<Entry>> before = looking(
                                    "append", claim, row -> Result.done(List.copyOf(tables.of(row.id).entries)));
                            if (!(before instanceof Result.Done<List<Entry>> read)) {
                                return Mutant.undone(before);
                            }
                            Mutant.dawdle();
                            return changing("append", claim, row -> {
                                tables.of(row.id).entries = new ArrayList<>(read.value());
                                row.lastSeq = read.value().size();
                                return appended(row, claim, append);
                            });
                        }
                    }),
            Mutant.of(Rule.R5, "keeps the latest 100 messages", (tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                Appended.At write(Row row, Claim claim, Append append) {
                    Appended.At at = super.write(row, claim, append);
                    List<Entry> entries = tables.of(row.id).entries;
                    while (entries.size() > 100) {
                        entries.remove(0);
                    }
                    return at;
                }
            }),
            Mutant.of(
                    Rule.R5,
                    "appends the messages of a batch one by one",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            if (append.drafts().size() == 1
                                    || append.key() != null
                                    || append.expectedLastSeq() != Append.UNCONDITIONAL) {
                                return super.append(claim, append);
                            }
                            List<Appended> places = new ArrayList<>();
                            for (var draft : append.drafts()) {
                                Result<Appended> one = super.append(claim, Append.of(draft));
                                if (!(one instanceof Result.Done<Appended> done)) {
                                    return one;
                                }
                                places.add(done.value());
                                Mutant.dawdle();
                            }
                            Appended last = places.get(places.size() - 1);
                            long first = last.last() - places.size() + 1;
                            return Result.done(new Appended.At(first, last.last(), ((Appended.At) last).at()));
                        }
                    }),
            Mutant.of(
                    Rule.R5,
                    "appends whatever end was expected",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Optional<Result<Appended>> refused(Row row, Claim claim, Append append) {
                            return fencedOff(row, claim)
                                    ? Optional.of(Result.refused(Refusal.FENCED, 0))
                                    : full(row, append);
                        }
                    }),
            Mutant.of(
                    Rule.R5,
                    "compares the expected end, and appends afterwards",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            long expected = append.expectedLastSeq();
                            if (expected == Append.UNCONDITIONAL || append.key() != null) {
                                return super.append(claim, append);
                            }
                            Result<Appended> refused = looking(
                                    "append",
                                    claim,
                                    row -> row.lastSeq == expected
                                            ? Result.refused(Refusal.VERSION, 0)
                                            : Result.refused(Refusal.LAST_SEQ, row.lastSeq));
                            Mutant.dawdle();
                            return Results.name(refused).equals("refused VERSION")
                                    ? super.append(claim, Append.of(append.drafts()))
                                    : refused;
                        }
                    }),
            Mutant.of(
                    Rule.R5,
                    "keeps the messages of a batch the other way round",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Appended.At write(Row row, Claim claim, Append append) {
                            Appended.At at = super.write(row, claim, append);
                            List<Entry> entries = tables.of(row.id).entries;
                            List<Entry> batch = entries.subList(
                                    entries.size() - append.drafts().size(), entries.size());
                            List<Entry> turned = new ArrayList<>();
                            for (int i = 0; i < batch.size(); i++) {
                                Entry other = batch.get(batch.size() - 1 - i);
                                turned.add(new Entry(
                                        batch.get(i).seq(),
                                        other.role(),
                                        other.content(),
                                        other.author(),
                                        other.createdAt(),
                                        other.metadata()));
                            }
                            Collections.copy(batch, turned);
                            return at;
                        }
                    }),
            Mutant.of(
                    Rule.R5,
                    "begins a page after a place with that place",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        @Override
                        Result<Page> page(Row row, Slice slice) {
                            long from = Math.max(1, slice.from(row.lastSeq) - 1);
                            List<Entry> range = tables.of(row.id).entries.stream()
                                    .filter(entry -> entry.seq() >= from && entry.seq() <= slice.to(row.lastSeq))
                                    .toList();
                            return Result.done(Page.of(slice, range, row.lastSeq, Long.MAX_VALUE));
                        }
                    }));

    private WrongHistories() {}
}
