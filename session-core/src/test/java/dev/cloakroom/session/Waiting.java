package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Work in a thread that is known to wait by now.
 *
 * @param <T> what the work returns
 */
final class Waiting<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Waiting(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    /** Starts the work and returns when its thread waits. */
    static <T> Waiting<T> in(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(task.isDone()).as("ended before it waited").isFalse();
            Thread.onSpinWait();
        }
        return new Waiting<>(task, thread);
    }

    void interrupt() {
        thread.interrupt();
    }

    T result() throws Exception {
        return task.get(30, TimeUnit.SECONDS);
    }
}
