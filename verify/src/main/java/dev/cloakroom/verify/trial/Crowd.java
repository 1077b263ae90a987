package dev.cloakroom.verify.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many who do something at once. Thread-safe. */
final class Crowd implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "verify-user");
        thread.setDaemon(true);
        return thread;
    });

    /** Lets all of them begin at one moment, and returns what they came back with when the last is done. */
    <T> List<T> atOnce(List<Callable<T>> acts) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> act : acts) {
            running.add(threads.submit(() -> {
                start.await();
                return act.call();
            }));
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            results.add(result(one));
        }
        return results;
    }

    /** As {@link #atOnce} for acts without a result. */
    void each(List<Runnable> acts) throws InterruptedException {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (Runnable act : acts) {
            calls.add(() -> {
                act.run();
                return true;
            });
        }
        List<Boolean> unused = atOnce(calls);
    }

    /** Begins something that goes on beside everything else. */
    <T> Future<T> beside(Callable<T> act) {
        return threads.submit(act);
    }

    static <T> T result(Future<T> one) throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a trial failed by itself", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
