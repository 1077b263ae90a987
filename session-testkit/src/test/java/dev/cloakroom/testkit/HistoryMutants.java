package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Wrong about histories (R5). */
final class HistoryMutants {
    private HistoryMutants() {}

    static List<Mutant> all() {
        return List.of(
                readsModifiesWrites(),
                window(),
                ignoresTheExpectedEnd(),
                comparesThenWrites(),
                draftByDraft(),
                trims(),
                losesMetadata(),
                pageOffByOne(),
                liveList());
    }

    private static Mutant readsModifiesWrites() {
        return new Mutant(
                Rule.R5,
                "append reads the whole history and writes it back",
                "R5_an_append_that_is_held_up_loses_nothing_of_another",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        List<Entry> read = new ArrayList<>();
                        Result<Integer> size = looking("append", claim, row -> {
                            boolean unused = read.addAll(tables.of(row.id).entries);
                            return Result.done(read.size());
                        });
                        Mutant.aMoment();
                        return size instanceof Result.Done<Integer>
                                ? changing("append", claim, row -> {
                                    tables.of(row.id).entries = new ArrayList<>(read);
                                    row.lastSeq = read.size();
                                    return appended(row, claim, append);
                                })
                                : super.append(claim, append);
                    }
                });
    }

    private static Mutant window() {
        return new Mutant(
                Rule.R5,
                "the newest 500 entries are kept",
                "R5_the_oldest_entries_of_a_long_history_are_still_there",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Appended.At write(Row row, Claim claim, Append append) {
                        Appended.At at = super.write(row, claim, append);
                        List<Entry> all = tables.of(row.id).entries;
                        tables.of(row.id).entries =
                                new ArrayList<>(all.subList(Math.max(0, all.size() - 500), all.size()));
                        return at;
                    }
                });
    }

    private static Mutant ignoresTheExpectedEnd() {
        return new Mutant(
                Rule.R5,
                "the expected end is not compared",
                "R5_an_append_that_expects_another_end_is_refused",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Result<Appended>> refused(Row row, Claim claim, Append append) {
                        return super.refused(row, claim, append)
                                .filter(result -> !Results.name(result).equals("refused LAST_SEQ"));
                    }
                });
    }

    private static Mutant comparesThenWrites() {
        return new Mutant(
                Rule.R5,
                "the expected end is compared in an earlier step than the one that writes",
                "R5_of_many_who_expect_one_end_one_wins",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        Result<Head> seen = head(claim);
                        if (!(seen instanceof Result.Done<Head> done)
                                || done.value().lastSeq() != append.expectedLastSeq()) {
                            return super.append(claim, append);
                        }
                        Mutant.aMoment();
                        return super.append(claim, Append.of(append.drafts()));
                    }
                });
    }

    private static Mutant draftByDraft() {
        return new Mutant(
                Rule.R5,
                "the drafts of a batch are written one step each",
                "R5_an_append_that_is_held_up_loses_nothing_of_another",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        if (append.key() != null || append.drafts().size() == 1) {
                            return super.append(claim, append);
                        }
                        Result<Appended> last = Result.gone();
                        for (Draft draft : append.drafts()) {
                            last = super.append(claim, Append.of(draft));
                            Mutant.aMoment();
                        }
                        return last instanceof Result.Done<Appended> done
                                ? Result.done(new Appended.At(
                                        done.value().last() - append.drafts().size() + 1,
                                        done.value().last(),
                                        Instant.EPOCH))
                                : last;
                    }
                });
    }

    private static Mutant trims() {
        return written(
                "white space around a message is trimmed",
                draft -> new Draft(draft.role(), draft.content().strip(), draft.metadata()));
    }

    private static Mutant losesMetadata() {
        return written(
                "what comes with a message is not kept", draft -> new Draft(draft.role(), draft.content(), Map.of()));
    }

    private static Mutant written(String bug, Function<Draft, Draft> as) {
        return new Mutant(
                Rule.R5,
                bug,
                "R5_a_history_is_what_was_appended_in_order",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Appended.At write(Row row, Claim claim, Append append) {
                        return super.write(
                                row,
                                claim,
                                Append.of(append.drafts().stream().map(as).toList()));
                    }
                });
    }

    private static Mutant pageOffByOne() {
        return new Mutant(
                Rule.R5,
                "a page begins one entry too late",
                "R5_a_page_is_the_contiguous_part_that_was_asked_for",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Page> page(Row row, Slice slice) {
                        boolean cut = slice.from(row.lastSeq) > 1 && slice.after() < slice.to(row.lastSeq);
                        return super.page(
                                row,
                                cut ? new Slice(slice.after() + 1, slice.before(), slice.limit(), slice.end()) : slice);
                    }
                });
    }

    private static Mutant liveList() {
        return new Mutant(
                Rule.R5,
                "the list that the store works on is handed out",
                "R5_what_was_read_stays_as_it_was",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<SessionId, List<Artifact>> live = new ConcurrentHashMap<>();

                    @Override
                    List<Artifact> listed(Row row) {
                        List<Artifact> list = live.computeIfAbsent(row.id, id -> new ArrayList<>());
                        list.clear();
                        boolean unused = list.addAll(super.listed(row));
                        return list;
                    }
                });
    }
}
