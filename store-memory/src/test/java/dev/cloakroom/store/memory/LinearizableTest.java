package dev.cloakroom.store.memory;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Stamp;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Every way in which operations of three threads on one session can interleave turns out as one order of them would
 * (R3, R5, R6, R8): a model check, with small histories and a bounded number of interleavings.
 */
// The model checker reads class files of the JDK it runs on, and knows them up to this one.
@EnabledForJreRange(max = JRE.JAVA_22)
class LinearizableTest {
    /** Random scenarios; with the interleavings of each some 25 s on two cores. */
    private static final int ITERATIONS = 12;

    private static final int INVOCATIONS = 64;

    @Test
    void operations_on_one_session_are_linearizable() {
        new ModelCheckingOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(INVOCATIONS)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .check(Operations.class);
    }

    /** What the threads do: one session, and a claim of its owner's on the state of access as it was at first. */
    @Param(name = "few", gen = IntGen.class, conf = "0:2")
    public static class Operations {
        private static final Claim CLAIM;
        private static final Control CONTROL;

        static {
            try (Desk desk = new Desk()) {
                CLAIM = desk.claimed(Desk.ALICE, Access.MANAGE);
                CONTROL = ((Result.Done<Head>) desk.store.head(CLAIM)).value().control();
            }
        }

        private final Rooms rooms =
                new Rooms(Limits.standard().with(Limit.MESSAGES, 4), new SteppedClock(), 10, 1 << 20);
        private final MemoryHistory history = new MemoryHistory(rooms);

        public Operations() {
            Result<Head> unused = rooms.create(CLAIM.id(), CONTROL);
        }

        @Operation
        public String append() {
            return places(history.append(CLAIM, Append.of(Draft.user("x"))));
        }

        @Operation
        public String appendExpecting(@Param(name = "few") int last) {
            return places(history.append(CLAIM, Append.of(Draft.user("y")).expecting(last)));
        }

        @Operation
        public String appendOnce(@Param(name = "few") int key) {
            Append append = Append.of(Draft.user("z")).keyed(new IdempotencyKey("messages", "key " + key));
            return places(history.append(CLAIM, append));
        }

        @Operation
        public String read() {
            return history.read(CLAIM, Slice.latest(9)) instanceof Result.Done<?> done
                    ? done.value().toString()
                    : "no";
        }

        /** Access changes: from here on the claim is stale. */
        @Operation
        public String changeAccess() {
            Stamp next = new Stamp(CONTROL.stamp().count() + 1, 7);
            Control changed = new Control(CONTROL.owner(), next, 7, Map.of(), Map.of(), null);
            return kind(rooms.write(CLAIM, (room, state, now) -> {
                room.become(state.with(changed, 0));
                return Result.done(true);
            }));
        }

        @Operation
        public String end() {
            return kind(rooms.write(CLAIM, (room, state, now) -> {
                rooms.forget(room);
                return Result.done(true);
            }));
        }

        @Operation
        public boolean isThere() {
            return rooms.find(CLAIM.id()) != null;
        }

        private static String places(Result<Appended> result) {
            return result instanceof Result.Done<Appended> done
                    ? (done.value() instanceof Appended.Replayed ? "replayed " : "at ")
                            + done.value().first()
                    : kind(result);
        }

        private static String kind(Result<?> result) {
            return result instanceof Result.Refused<?> refused
                    ? "refused " + refused.why() + " " + refused.found()
                    : result.getClass().getSimpleName();
        }
    }
}
