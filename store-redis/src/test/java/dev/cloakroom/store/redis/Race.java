package dev.cloakroom.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Lets threads start at the same moment and waits for all of them. */
final class Race {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Race() {}

    /**
     * Runs {@code work} in so many threads at once.
     *
     * @return what each returned, in order of their numbers
     * @throws AssertionError when one threw or did not end in a minute
     */
    static <T> List<T> of(int threads, IntFunction<Callable<T>> work) {
        return within(PATIENCE, threads, work);
    }

    /** The same, for work that is known to be long: {@code patience} is what tells it from work that hangs. */
    static <T> List<T> within(Duration patience, int threads, IntFunction<Callable<T>> work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, Race::daemon);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<T> mine = work.apply(i);
                running.add(pool.submit(() -> {
                    int unused = start.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    return mine.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get(patience.toSeconds(), TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("a racing thread failed", e.getCause());
        } catch (Exception e) {
            throw new AssertionError("a race did not end", e);
        } finally {
            List<Runnable> unused = pool.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "racing");
        thread.setDaemon(true);
        return thread;
    }
}
