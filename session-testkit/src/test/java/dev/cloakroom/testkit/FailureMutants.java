package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Wrong about failures (R9), replies (R10) and what it lets slip (R12). */
final class FailureMutants {
    private FailureMutants() {}

    static List<Mutant> all() {
        return List.of(
                outageIsEmpty(),
                outageIsGone(),
                unknownIsNotApplied(),
                triesAgain(),
                escapes(),
                makesInTwoSteps(),
                answersWithTheLostReply(),
                oneReplyForAll(),
                answersWithTheLastRecord(),
                namesTheSession(),
                contentInTheCause(),
                showsItsKeys());
    }

    private static Mutant outageIsEmpty() {
        return new Mutant(
                Rule.R9,
                "a failure while reading is swallowed: an empty history",
                "R9_an_outage_is_never_an_empty_answer",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Page> read(Claim claim, Slice slice) {
                        try {
                            return super.read(claim, slice);
                        } catch (StoreUnavailable swallowed) {
                            return Result.done(new Page(List.of(), 0, false));
                        }
                    }
                });
    }

    private static Mutant outageIsGone() {
        return new Mutant(
                Rule.R9,
                "a session that cannot be reached is said to be gone",
                "R9_an_outage_is_never_an_empty_answer",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    <T> Result<T> looking(String operation, Claim claim, Function<Row, Result<T>> then) {
                        try {
                            return super.looking(operation, claim, then);
                        } catch (StoreUnavailable swallowed) {
                            return Result.gone();
                        }
                    }
                });
    }

    private static Mutant unknownIsNotApplied() {
        return new Mutant(
                Rule.R9,
                "whenever a reply is missing it says: not applied",
                "R9_a_change_that_fails_says_the_truth_about_it",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    <T> T step(String operation, Supplier<T> act) {
                        try {
                            return super.step(operation, act);
                        } catch (OutcomeUnknown e) {
                            throw new StoreUnavailable("the tables did not answer", e);
                        }
                    }
                });
    }

    private static Mutant triesAgain() {
        return new Mutant(
                Rule.R9,
                "an append whose reply was lost is tried again",
                "R9_a_change_that_fails_says_the_truth_about_it",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        try {
                            return super.append(claim, append);
                        } catch (OutcomeUnknown again) {
                            return super.append(claim, append);
                        }
                    }
                });
    }

    private static Mutant escapes() {
        return new Mutant(
                Rule.R9,
                "what its driver throws escapes",
                "R9_an_outage_is_never_an_empty_answer",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    <T> T look(String operation, Supplier<T> act) {
                        try {
                            return super.look(operation, act);
                        } catch (StoreUnavailable e) {
                            throw new IllegalStateException("the driver says no", e);
                        }
                    }
                });
    }

    private static Mutant makesInTwoSteps() {
        return new Mutant(
                Rule.R9,
                "create fails between two steps and says: not applied",
                "R9_a_session_that_could_not_be_made_is_not_there",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Head> create(SessionId id, Control control) {
                        Result<Head> made = super.create(id, control);
                        Object unused = look("index", Object::new);
                        return made;
                    }
                });
    }

    private static Mutant answersWithTheLostReply() {
        return new Mutant(
                Rule.R10,
                "a connection whose reply was lost is used again: the next one gets that reply",
                "R10_after_a_lost_reply_the_next_answers_are_the_right_ones",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<String, Object> lost = new ConcurrentHashMap<>();

                    @Override
                    @SuppressWarnings("unchecked") // what was asked for is of the same type each time
                    <T> T step(String operation, Supplier<T> act) {
                        Object late = lost.remove(operation);
                        Object[] reply = new Object[1];
                        try {
                            T right = super.step(operation, () -> {
                                T result = act.get();
                                reply[0] = result;
                                return result;
                            });
                            return late == null ? right : (T) late;
                        } catch (OutcomeUnknown e) {
                            Object unused = lost.put(operation, reply[0]);
                            throw e;
                        }
                    }
                });
    }

    private static Mutant oneReplyForAll() {
        return new Mutant(
                Rule.R10,
                "callers share the buffer that replies are read from",
                "R10_who_ask_at_once_get_their_own_answers",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<String, Object> replies = new ConcurrentHashMap<>();

                    @Override
                    @SuppressWarnings("unchecked") // what was asked for is of the same type each time
                    <T> T look(String operation, Supplier<T> act) {
                        Object unused = replies.put(operation, super.look(operation, act));
                        Mutant.aMoment();
                        return (T) replies.get(operation);
                    }
                });
    }

    private static Mutant answersWithTheLastRecord() {
        return new Mutant(
                Rule.R10,
                "the record that was read last is taken for the one that is asked for",
                "R10_asked_about_one_session_a_store_tells_of_that_one",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final AtomicReference<Result<Head>> last = new AtomicReference<>();

                    @Override
                    public Result<Head> head(Claim claim) {
                        Result<Head> right = super.head(claim);
                        Result<Head> before = last.getAndSet(right);
                        return before == null ? right : before;
                    }
                });
    }

    private static Mutant namesTheSession() {
        return new Mutant(
                Rule.R12,
                "a failure names the session",
                "R12_failures_hold_no_id_and_no_content",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Head> head(Claim claim) {
                        try {
                            return super.head(claim);
                        } catch (StoreUnavailable e) {
                            throw new StoreUnavailable(
                                    "no record of session " + claim.id().text(), e);
                        }
                    }
                });
    }

    private static Mutant contentInTheCause() {
        return new Mutant(
                Rule.R12,
                "the cause of a failure is the statement with its values",
                "R12_failures_hold_no_id_and_no_content",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        try {
                            return super.append(claim, append);
                        } catch (OutcomeUnknown e) {
                            String statement = "insert into entries values ('"
                                    + append.drafts().get(0).content() + "')";
                            throw new OutcomeUnknown("no answer", new IllegalStateException(statement, e));
                        }
                    }
                });
    }

    private static Mutant showsItsKeys() {
        return new Mutant(
                Rule.R12,
                "toString shows what is stored",
                "R12_a_store_names_itself_in_one_word",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public String toString() {
                        return "store of "
                                + tables.rows.keySet().stream()
                                        .map(SessionId::text)
                                        .toList();
                    }
                });
    }
}
