package dev.cloakroom.server.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * The last periods of time, each with what was counted in it: as many as there are places, whatever happens. A place is
 * taken anew, without a lock, by the first who counts in a new period. Thread-safe if what is kept is.
 */
final class Ring<T> {

    private final long millis;
    private final Function<Instant, T> fresh;
    private final AtomicReferenceArray<Place<T>> places;

    /**
     * Empty periods.
     *
     * @param fresh what a period begins with, given its first instant
     */
    Ring(int periods, Duration length, Function<Instant, T> fresh) {
        this.millis = length.toMillis();
        this.fresh = fresh;
        this.places = new AtomicReferenceArray<>(periods);
    }

    private record Place<T>(long number, T kept) {
        @Override
        public String toString() {
            return "Place";
        }
    }

    /** What is counted now. */
    T at(Instant now) {
        long number = Math.floorDiv(now.toEpochMilli(), millis);
        int index = index(number);
        Place<T> found = places.get(index);
        while (found == null || found.number < number) {
            Place<T> next = new Place<>(number, fresh.apply(begin(number)));
            found = places.compareAndSet(index, found, next) ? next : places.get(index);
        }
        return found.kept; // of a later period only when the clock was set back
    }

    /** The periods up to now, oldest first, also those in which nothing was counted. */
    List<T> until(Instant now) {
        long last = Math.floorDiv(now.toEpochMilli(), millis);
        List<T> all = new ArrayList<>(places.length());
        for (long number = last - places.length() + 1; number <= last; number++) {
            Place<T> found = places.get(index(number));
            boolean unused = all.add(found != null && found.number == number ? found.kept : fresh.apply(begin(number)));
        }
        return all;
    }

    private int index(long number) {
        return (int) Math.floorMod(number, (long) places.length());
    }

    private Instant begin(long number) {
        return Instant.ofEpochMilli(number * millis);
    }
}
