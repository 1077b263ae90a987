package dev.cloakroom.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** The same work on many threads that begin together. */
final class AtOnce implements AutoCloseable {

    private final ExecutorService threads;
    private final int count;

    AtOnce(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** Begins, and returns without waiting for the end. */
    <T> List<Future<T>> begin(IntFunction<T> work) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            running.add(threads.submit(() -> {
                start.await();
                return work.apply(index);
            }));
        }
        start.countDown();
        return running;
    }

    static <T> List<T> all(List<Future<T>> running) {
        return running.stream().map(AtOnce::one).toList();
    }

    static <T> T one(Future<T> running) {
        try {
            return running.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does it with so many threads and returns what came of it, in the order of the threads. */
    static <T> List<T> run(int count, IntFunction<T> work) {
        try (AtOnce together = new AtOnce(count)) {
            return all(together.begin(work));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(never -> {});
    }
}
