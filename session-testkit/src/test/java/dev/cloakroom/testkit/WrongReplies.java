package dev.cloakroom.testkit;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Stores that answer what was not asked (R10). */
final class WrongReplies {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    Rule.R10,
                    "goes on with a connection whose reply was lost, and takes the lost one for the next",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private final Map<String, Object> unread = new ConcurrentHashMap<>();

                        @Override
                        @SuppressWarnings("unchecked") // a reply to the same kind of question
                        <T> T look(String operation, Supplier<T> act) {
                            Object[] reply = new Object[1];
                            try {
                                T answer = super.step(operation, () -> {
                                    T found = act.get();
                                    reply[0] = found;
                                    return found;
                                });
                                Object earlier = unread.remove(operation);
                                return earlier == null ? answer : (T) earlier;
                            } catch (OutcomeUnknown e) {
                                unread.put(operation, reply[0]);
                                throw new StoreUnavailable("the tables did not answer", e);
                            }
                        }
                    }),
            Mutant.of(
                    Rule.R10,
                    "keeps the reply in one place for all who ask",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private volatile Result<Head> reply;

                        @Override
                        public Result<Head> head(Claim claim) {
                            reply = super.head(claim);
                            Mutant.dawdle();
                            return reply;
                        }
                    }),
            Mutant.of(
                    Rule.R10,
                    "shows the history of the session that was read last",
                    (tables, limits) -> new ReferenceStore(tables, limits) {
                        private volatile Result<Page> last;

                        @Override
                        public Result<Page> read(Claim claim, Slice slice) {
                            Result<Page> before = last;
                            last = super.read(claim, slice);
                            boolean full = before instanceof Result.Done<Page> done
                                    && !done.value().entries().isEmpty();
                            return full ? before : last;
                        }
                    }));

    private WrongReplies() {}
}
