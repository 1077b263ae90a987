package dev.cloakroom.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Lets threads start at the same moment, and waits for them no longer than any store may take. */
final class Race {
    private static final long PATIENCE_SECONDS = 10;

    private Race() {}

    /**
     * Runs {@code work} in so many threads at once.
     *
     * @return what each returned, in order of their numbers
     * @throws AssertionError when one threw or did not end
     */
    static <T> List<T> of(int threads, IntFunction<Callable<T>> work) {
        CyclicBarrier line = new CyclicBarrier(threads);
        List<Running<T>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Callable<T> mine = work.apply(i);
            running.add(start(() -> {
                int unused = line.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return mine.call();
            }));
        }
        List<T> results = new ArrayList<>();
        running.forEach(one -> results.add(one.result()));
        return results;
    }

    /** Runs {@code work} in a thread of its own and waits for it. */
    static <T> T alone(Callable<T> work) {
        return start(work).result();
    }

    /** Runs {@code work} in a thread of its own. */
    static <T> Running<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "cloakroom-testkit");
        thread.setDaemon(true);
        thread.start();
        return new Running<>(task);
    }

    /** Something that runs in a thread of its own. */
    record Running<T>(FutureTask<T> task) {
        /**
         * Waits for it.
         *
         * @throws AssertionError when it threw, or did not end
         */
        T result() {
            try {
                return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AssertionError seen) {
                    throw seen;
                }
                throw new AssertionError("a thread failed with " + e.getCause(), e.getCause());
            } catch (TimeoutException e) {
                boolean unused = task.cancel(true);
                throw new AssertionError("an operation did not end within " + PATIENCE_SECONDS + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        boolean endsWithin(Duration time) {
            try {
                T unused = task.get(time.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
