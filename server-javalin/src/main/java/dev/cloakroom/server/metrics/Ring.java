package dev.cloakroom.server.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last pieces of time, each with something that collects what happened in it; older ones make room. Thread-safe,
 * without a lock: what happens at the very change of a piece may count for the one that just began.
 */
final class Ring<T> {

    private final long stepMillis;
    private final Supplier<T> fresh;
    private final AtomicReferenceArray<@Nullable Piece<T>> pieces;

    /** @param fresh makes what collects, empty */
    Ring(Duration step, int pieces, Supplier<T> fresh) {
        this.stepMillis = step.toMillis();
        this.fresh = fresh;
        this.pieces = new AtomicReferenceArray<>(pieces);
    }

    private record Piece<T>(long number, T held) {}

    /** What collects for the piece of time that this moment is in. */
    T at(Instant now) {
        long number = Math.floorDiv(now.toEpochMilli(), stepMillis);
        int place = Math.floorMod(number, pieces.length());
        Piece<T> found = pieces.get(place);
        while (found == null || found.number() < number) {
            Piece<T> next = new Piece<>(number, fresh.get());
            if (pieces.compareAndSet(place, found, next)) {
                return next.held();
            }
            found = pieces.get(place);
        }
        return found.held();
    }

    /**
     * All pieces up to this moment, the oldest first, also those in which nothing happened.
     *
     * @param view of when a piece began and what it holds
     */
    <V> List<V> last(Instant now, View<T, V> view) {
        long newest = Math.floorDiv(now.toEpochMilli(), stepMillis);
        T nothing = fresh.get();
        List<V> views = new ArrayList<>(pieces.length());
        for (long number = newest - pieces.length() + 1; number <= newest; number++) {
            Piece<T> found = pieces.get(Math.floorMod(number, pieces.length()));
            T held = found != null && found.number() == number ? found.held() : nothing;
            views.add(view.of(Instant.ofEpochMilli(number * stepMillis), held));
        }
        return views;
    }

    /** What all pieces up to this moment hold. */
    List<T> last(Instant now) {
        return last(now, (at, held) -> held);
    }

    /** What is shown of a piece of time. */
    @FunctionalInterface
    interface View<T, V> {
        V of(Instant at, T held);
    }
}
