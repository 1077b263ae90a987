package dev.cloakroom.testkit;

import dev.cloakroom.testkit.Failpoint.Moment;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Watches the steps that a store takes to its data while some work is done, and counts, breaks or holds up those of the
 * thread that does the work. What other threads do in the meantime is left alone. Used by one thread.
 */
final class Steps {
    private static final Duration IN_BETWEEN = Duration.ofMillis(150);
    private static final Duration PROMPTLY = Duration.ofSeconds(5);
    /** Longer than anybody waits, so that whoever waits for the one that is held up is seen to. */
    private static final long HELD_SECONDS = 30;

    private final StoreHarness harness;

    Steps(StoreHarness harness) {
        this.harness = harness;
    }

    /** Something that happens at a moment of a step, counted from 1. */
    private interface At {
        void step(int number, Moment moment);
    }

    /** How many steps the work takes. */
    int in(Runnable work) {
        AtomicInteger most = new AtomicInteger();
        int unused = watching((number, moment) -> most.set(number), () -> {
            work.run();
            return 0;
        });
        return most.get();
    }

    /**
     * Does the work while the line to the data breaks at one step.
     *
     * @param forGood whether every later step fails too
     */
    <T> T breaking(int step, Moment when, boolean forGood, Supplier<T> work) {
        return watching(
                (number, moment) -> {
                    if ((number == step && moment == when) || (forGood && number > step)) {
                        throw new Failpoint.Failure(moment);
                    }
                },
                work);
    }

    /**
     * Two that meet.
     *
     * @param first what the first one returned
     * @param other what the other one returned
     * @param inBetween whether the other one was done while the first one was held up
     */
    record Meeting<A, B>(A first, B other, boolean inBetween) {}

    /** Does the work, and before its step lets somebody else do something, or try to: who has to wait may wait. */
    <A, B> Meeting<A, B> meeting(int step, Supplier<A> work, Callable<B> other) {
        Race.Running<B>[] started = running();
        boolean[] inBetween = new boolean[1];
        A first = watching(
                (number, moment) -> {
                    if (number == step && moment == Moment.BEFORE) {
                        started[0] = Race.start(other);
                        inBetween[0] = started[0].endsWithin(IN_BETWEEN);
                    }
                },
                work);
        B second = started[0] == null ? Race.start(other).result() : started[0].result();
        return new Meeting<>(first, second, inBetween[0]);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of one, filled by a lambda
    private static <B> Race.Running<B>[] running() {
        return new Race.Running[1];
    }

    /**
     * Does {@code other} while somebody else, who does the work, is held up in the middle of a step.
     *
     * @return what the other one returned, without waiting for the one that is held up
     */
    <B> B during(int step, Moment when, Runnable work, Callable<B> other) {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Race.Running<Integer> held = Race.start(() -> watching(
                (number, moment) -> {
                    if (number == step && moment == when) {
                        reached.countDown();
                        boolean unused = awaitUpTo(goOn);
                    }
                },
                () -> {
                    work.run();
                    return 0;
                }));
        try {
            if (!awaitUpTo(reached)) {
                throw new AssertionError("the step that was to be held up was not reached");
            }
            Race.Running<B> meanwhile = Race.start(other);
            if (!meanwhile.endsWithin(PROMPTLY)) {
                throw new AssertionError("it waits for somebody else, who is held up");
            }
            return meanwhile.result();
        } finally {
            goOn.countDown();
            int unused = held.result();
        }
    }

    private static boolean awaitUpTo(CountDownLatch latch) {
        try {
            return latch.await(HELD_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> T watching(At at, Supplier<T> work) {
        Thread worker = Thread.currentThread();
        AtomicInteger steps = new AtomicInteger();
        harness.failpoint(moment -> {
            if (Thread.currentThread() == worker) {
                at.step(moment == Moment.BEFORE ? steps.incrementAndGet() : steps.get(), moment);
            }
        });
        try {
            return work.get();
        } finally {
            harness.failpoint(null);
        }
    }
}
