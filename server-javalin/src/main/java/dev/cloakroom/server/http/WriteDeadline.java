package dev.cloakroom.server.http;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Until when the client of a connection has to have taken what is written: what patience there is, less for how long it
 * has made threads wait that wrote, more for what it took, and more for the time in which nothing was written. Who
 * makes them wait for too long, or waits where too many do, loses the connection, and a write that waits ends with it.
 * The engine bounds only the time in which nothing is taken, so that who takes a little now and then would have a
 * thread for as long as they like.
 *
 * <p>Writes are those of one thread at a time. Nearly all end at once, so they share one watch, which looks now and
 * then while there are any, and is another thread's.
 */
final class WriteDeadline {

    /** What a write has, however much its connection owes: nearly all need less than a thousandth of it. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EndPoint connection;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicReference<@Nullable Begun> current = new AtomicReference<>();
    private final AtomicReference<@Nullable Semaphore> place = new AtomicReference<>();
    private volatile long owedNanos;
    private volatile long ended;
    private volatile Scheduler.@Nullable Task planned;
    private volatile boolean late;
    private volatile boolean over;

    WriteDeadline(EndPoint connection, Scheduler scheduler, LongSupplier nanoTime) {
        this.connection = connection;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.ended = nanoTime.getAsLong();
    }

    /** A write or flush. */
    @FunctionalInterface
    interface Write {
        void done() throws IOException;
    }

    /** A write that is not done, known by its identity. */
    private static final class Begun {

        final long start;
        final long leftNanos;
        final SlowReaders readers;

        Begun(long start, long leftNanos, SlowReaders readers) {
            this.start = start;
            this.leftNanos = leftNanos;
            this.readers = readers;
        }
    }

    /**
     * Writes, in what time is left.
     *
     * @param readers what clients may do, and how many of them
     * @param earnedNanos what it is worth when it is done
     * @throws IOException when the write fails; for a {@link TimeoutException} when it took too long
     */
    void inTime(Write write, SlowReaders readers, long earnedNanos) throws IOException {
        long start = nanoTime.getAsLong();
        // a proxy gives the connection to the next client, who owes nothing for the one before
        long owed = Math.max(0, owedNanos - (start - ended));
        Begun begun = new Begun(start, Math.max(LEAST_NANOS, readers.patienceNanos() - owed), readers);
        current.set(begun);
        try {
            watch(begun);
            write.done();
        } catch (IOException broken) {
            throw late ? tooSlow(broken) : broken;
        } finally {
            current.set(null);
            ended = nanoTime.getAsLong();
            owedNanos = Math.max(0, owed + ended - start - earnedNanos);
            givePlace();
        }
    }

    private void watch(Begun begun) {
        if (watched.compareAndSet(false, true)) {
            look(Math.min(begun.leftNanos, begun.readers.graceNanos()));
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
        long now = nanoTime.getAsLong(); // before the write is looked up, which can then only seem shorter than it is
        Begun begun = current.get();
        if (begun == null) {
            watched.set(false);
            Begun next = current.get();
            if (next != null) {
                watch(next); // it began just now, and relied on this look
            }
        } else {
            look(begun, now);
        }
    }

    private void look(Begun begun, long now) {
        long waited = now - begun.start;
        long grace = begun.readers.graceNanos();
        boolean tooLong = waited >= begun.leftNanos || (waited >= grace && !takePlace(begun));
        if (!tooLong) {
            look(Math.min(begun.leftNanos - waited, waited < grace ? grace - waited : grace));
        } else if (current.compareAndSet(begun, null)) {
            late = true;
            connection.close(new TimeoutException("the answer is taken too slowly"));
        } else {
            look(); // it has ended just now, and nobody pays for it who comes after
        }
    }

    /** Takes a place for this write among those that wait, unless it has one; false when there is none. */
    private boolean takePlace(Begun begun) {
        Semaphore places = begun.readers.places();
        if (place.get() != null) {
            return true;
        } else if (!places.tryAcquire()) {
            return false;
        }
        place.set(places);
        if (current.get() != begun) {
            givePlace(); // it has ended meanwhile, and may not have seen that it has a place
        }
        return true;
    }

    private void givePlace() {
        Semaphore taken = place.get() == null ? null : place.getAndSet(null);
        if (taken != null) {
            taken.release();
        }
    }

    private static IOException tooSlow(IOException broken) {
        IOException slow = new IOException(new TimeoutException("the answer is taken too slowly"));
        slow.addSuppressed(broken);
        return slow;
    }
}
