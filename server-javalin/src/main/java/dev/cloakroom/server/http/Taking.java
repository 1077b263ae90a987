package dev.cloakroom.server.http;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * How the client of a connection takes what it is answered: for how long it has made threads wait that wrote, less what
 * it has earned by taking. Who makes them wait for too long loses the connection, and a write that waits ends with it.
 * The engine bounds only the time in which nothing is taken, so that who takes a little now and then would have a
 * thread for as long as they like.
 *
 * <p>Writes are those of one thread at a time. Nearly all end at once, so they share one watch, which looks now and
 * then while there are any, and is another thread's.
 */
final class Taking {

    private static final long NOT_WRITING = 0;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EndPoint connection;
    private final Scheduler scheduler;
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile long owedNanos;
    private volatile long end = NOT_WRITING;
    private volatile boolean late;

    Taking(EndPoint connection, Scheduler scheduler) {
        this.connection = connection;
        this.scheduler = scheduler;
    }

    /** A write or flush. */
    @FunctionalInterface
    interface Write {
        void done() throws IOException;
    }

    /**
     * Writes, in what time is left.
     *
     * @param patienceNanos for how long threads may wait in all
     * @param earnedNanos for what was taken since the write before
     * @throws IOException when the write fails; for a {@link TimeoutException} when it took too long
     */
    void inTime(Write write, long patienceNanos, long earnedNanos) throws IOException {
        long owed = Math.max(0, owedNanos - earnedNanos);
        long left = Math.max(0, patienceNanos - owed);
        long start = System.nanoTime();
        end = start + left == NOT_WRITING ? 1 : start + left;
        watch(left);
        try {
            write.done();
        } catch (IOException broken) {
            throw late ? tooSlow(broken) : broken;
        } finally {
            end = NOT_WRITING;
            owedNanos = owed + System.nanoTime() - start;
        }
    }

    private void watch(long nanos) {
        if (watched.compareAndSet(false, true)) {
            look(nanos);
        }
    }

    private void look(long nanos) {
        var unused = scheduler.schedule(this::look, Math.min(nanos, LOOK_NANOS), TimeUnit.NANOSECONDS);
    }

    private void look() {
        long seen = end;
        long left = seen - System.nanoTime();
        if (seen == NOT_WRITING) {
            watched.set(false);
            if (end != NOT_WRITING) {
                watch(LOOK_NANOS); // a write that began just now, and relied on this one
            }
        } else if (left > 0) {
            look(left);
        } else {
            late = true;
            connection.close(new TimeoutException("the answer is taken too slowly"));
        }
    }

    private static IOException tooSlow(IOException broken) {
        IOException slow = new IOException(new TimeoutException("the answer is taken too slowly"));
        slow.addSuppressed(broken);
        return slow;
    }
}
