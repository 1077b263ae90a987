package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Slice;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/** Stores that acknowledge what is not where they say it is (R7). */
final class WrongAcknowledgements {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R7,
                    "acknowledges a message, and writes it with the next one",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private final Deque<Runnable> waiting = new ConcurrentLinkedDeque<>();

                        private void writeNow() {
                            waiting.forEach(Runnable::run);
                            waiting.clear();
                        }

                        @Override
                        Appended.At write(Row row, Claim claim, Append append) {
                            writeNow();
                            Appended.At at = super.write(row, claim, append);
                            List<Entry> entries = tables.of(row.id).entries;
                            List<Entry> tail = entries.subList((int) at.first() - 1, (int) at.last());
                            List<Entry> held = List.copyOf(tail);
                            tail.clear();
                            row.lastSeq = at.first() - 1;
                            waiting.add(() -> {
                                entries.addAll(held);
                                row.lastSeq = at.last();
                            });
                            return at;
                        }

                        @Override
                        <T> T step(String operation, Supplier<T> act) {
                            return super.step(operation, () -> {
                                if (!operation.equals("append")) {
                                    writeNow();
                                }
                                return act.get();
                            });
                        }
                    }),
            Mutant.of(
                    Rule.R7,
                    "reads from the first page it has seen until it writes itself",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private final Map<String, Result<Page>> seen = new ConcurrentHashMap<>();

                        @Override
                        public Result<Page> read(Claim claim, Slice slice) {
                            return seen.computeIfAbsent(
                                    claim.id().text() + slice + claim.stamp(), key -> super.read(claim, slice));
                        }

                        @Override
                        public Result<Appended> append(Claim claim, Append append) {
                            seen.clear();
                            return super.append(claim, append);
                        }
                    }),
            Mutant.of(
                    Rule.R7,
                    "keeps keys in the memory of the process",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private final Map<String, Row.Keyed> own = new ConcurrentHashMap<>();

                        @Override
                        void record(Row row, Claim claim, Append append, Appended at) {
                            if (append.key() != null) {
                                own.put(
                                        row.id.text() + scoped(row, claim, append.key()),
                                        new Row.Keyed(digest(append), new Appended.Replayed(at.first(), at.last())));
                            }
                        }

                        @Override
                        Optional<Result<Appended>> replayed(Row row, Claim claim, Append append) {
                            Row.Keyed before = append.key() == null
                                    ? null
                                    : own.get(row.id.text() + scoped(row, claim, append.key()));
                            return Optional.ofNullable(before).map(known -> Result.done(known.places()));
                        }
                    }));

    private WrongAcknowledgements() {}
}
