package dev.cloakroom.server.http;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * How the client of a connection takes what it is answered: for how long it has made threads wait that wrote, less what
 * it has earned by taking, and less the time in which nothing was written. Who makes them wait for too long, or waits
 * where too many do, loses the connection, and a write that waits ends with it. The engine bounds only the time in
 * which nothing is taken, so that who takes a little now and then would have a thread for as long as they like.
 *
 * <p>Writes are those of one thread at a time. Nearly all end at once, so they share one watch, which looks now and
 * then while there are any, and is another thread's.
 */
final class Taking {

    private static final long NOT_WRITING = 0;
    /** What every write has, whatever was before: nearly all need less than a thousandth of it. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EndPoint connection;
    private final Scheduler scheduler;
    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicBoolean counted = new AtomicBoolean();
    private volatile Takers takers = Takers.NONE;
    private volatile long owedNanos;
    private volatile long ended = System.nanoTime();
    private volatile long leftNanos;
    private volatile long begun = NOT_WRITING;
    private volatile Scheduler.@Nullable Task planned;
    private volatile boolean late;
    private volatile boolean over;

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
     * @param among what clients may do, and how many of them
     * @param earnedNanos what it is worth when it is done
     * @throws IOException when the write fails; for a {@link TimeoutException} when it took too long
     */
    void inTime(Write write, Takers among, long earnedNanos) throws IOException {
        long start = System.nanoTime();
        // a proxy gives the connection to the next client, who owes nothing for the one before
        long owed = Math.max(0, owedNanos - (start - ended));
        takers = among;
        leftNanos = Math.max(LEAST_NANOS, among.patienceNanos() - owed);
        begun = start == NOT_WRITING ? 1 : start;
        watch();
        try {
            write.done();
        } catch (IOException broken) {
            throw late ? tooSlow(broken) : broken;
        } finally {
            begun = NOT_WRITING;
            ended = System.nanoTime();
            owedNanos = Math.max(0, owed + ended - start - earnedNanos);
            discount();
        }
    }

    private void watch() {
        if (watched.compareAndSet(false, true)) {
            look(Math.min(leftNanos, takers.graceNanos()));
        }
    }

    private void look(long nanos) {
        Scheduler.Task next = scheduler.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        planned = next;
        if (over) {
            boolean unused = next.cancel();
        }
    }

    /** The connection has ended; a look that is planned would only keep it in memory until then. */
    void end() {
        over = true;
        Scheduler.Task next = planned;
        boolean unused = next != null && next.cancel();
    }

    private void look() {
        long seen = begun;
        long waited = System.nanoTime() - seen;
        long grace = takers.graceNanos();
        if (seen == NOT_WRITING) {
            watched.set(false);
            if (begun != NOT_WRITING) {
                watch(); // a write that began just now, and relied on this look
            }
        } else if (waited >= leftNanos || (waited >= grace && !counts())) {
            late = true;
            connection.close(new TimeoutException("the answer is taken too slowly"));
        } else {
            look(Math.min(leftNanos - waited, waited < grace ? grace - waited : grace));
        }
    }

    /** Whether there is a place for this write among those that wait. */
    private boolean counts() {
        if (counted.get()) {
            return true;
        } else if (!takers.places().tryAcquire()) {
            return false;
        }
        counted.set(true);
        if (begun == NOT_WRITING) {
            discount(); // it has ended meanwhile, and may not have seen that it counts
        }
        return true;
    }

    private void discount() {
        if (counted.get() && counted.compareAndSet(true, false)) {
            takers.places().release();
        }
    }

    private static IOException tooSlow(IOException broken) {
        IOException slow = new IOException(new TimeoutException("the answer is taken too slowly"));
        slow.addSuppressed(broken);
        return slow;
    }
}
