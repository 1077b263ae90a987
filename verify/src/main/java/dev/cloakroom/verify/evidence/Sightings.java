package dev.cloakroom.verify.evidence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Who saw marks of whom, and how often: a square, allowed and not allowed apart. Thread-safe. */
public final class Sightings {
    private final int users;
    private final Map<Long, LongAdder> allowed = new ConcurrentHashMap<>();
    private final Map<Long, LongAdder> forbidden = new ConcurrentHashMap<>();

    /** Of so many users. */
    public Sightings(int users) {
        this.users = users;
    }

    public int users() {
        return users;
    }

    public void saw(int viewer, int owner, boolean mayBe) {
        (mayBe ? allowed : forbidden)
                .computeIfAbsent(pair(viewer, owner), key -> new LongAdder())
                .increment();
    }

    /** Marks that the viewer may see: own ones, and those of sessions that are shared with them. */
    public long allowed(int viewer, int owner) {
        return of(allowed, viewer, owner);
    }

    public long forbidden(int viewer, int owner) {
        return of(forbidden, viewer, owner);
    }

    /** Who is told of a pair. */
    @FunctionalInterface
    public interface Pairs {
        void pair(int viewer, int owner, long times);
    }

    /** Tells of every pair that should not be, in order. */
    public void forEachForbidden(Pairs pairs) {
        forbidden.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> pairs.pair(
                        (int) (entry.getKey() >> 32),
                        entry.getKey().intValue(),
                        entry.getValue().sum()));
    }

    private static long of(Map<Long, LongAdder> counts, int viewer, int owner) {
        LongAdder count = counts.get(pair(viewer, owner));
        return count == null ? 0 : count.sum();
    }

    private static long pair(int viewer, int owner) {
        return (long) viewer << 32 | owner;
    }
}
