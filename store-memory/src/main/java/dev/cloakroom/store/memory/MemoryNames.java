package dev.cloakroom.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Names in this process, for their lifetime. When there is no room, names of sessions that are gone make some; those of
 * live sessions are never dropped. Thread-safe.
 */
final class MemoryNames implements NameStore {
    private final Cache<String, Bound> cache;
    private final ConcurrentMap<String, Bound> names;
    private final long mostNames;
    private final Predicate<SessionId> lives;

    MemoryNames(long mostNames, InstantSource clock, Predicate<SessionId> lives) {
        this.mostNames = mostNames;
        this.lives = lives;
        this.cache = Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<String, Bound>writing((name, bound) -> bound.lifetime()))
                .build();
        this.names = cache.asMap();
    }

    @Override
    public Optional<Binding> find(String name) {
        return Optional.ofNullable(names.get(name)).map(Bound::binding);
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        if (names.size() >= mostNames && !names.containsKey(name) && !hasRoomAfterClearing()) {
            return Optional.empty();
        }
        Bound standing = names.compute(name, (key, bound) -> {
            Binding found = bound == null ? null : bound.binding();
            return bound == null || Objects.equals(found, expected) ? new Bound(next, lifetime) : bound;
        });
        return Optional.of(Objects.requireNonNull(standing).binding());
    }

    private boolean hasRoomAfterClearing() {
        cache.cleanUp();
        boolean cleared =
                names.values().removeIf(bound -> !lives.test(bound.binding().session()));
        return cleared || names.size() < mostNames;
    }

    /** How many names there are of sessions that are gone. */
    long stale() {
        return names.values().stream()
                .filter(bound -> !lives.test(bound.binding().session()))
                .count();
    }

    /**
     * Removes the names of sessions that are gone.
     *
     * @return how many there were
     */
    long clear() {
        return names.entrySet().stream()
                .filter(entry -> !lives.test(entry.getValue().binding().session()))
                .filter(entry -> names.remove(entry.getKey(), entry.getValue()))
                .count();
    }

    private record Bound(Binding binding, Duration lifetime) {}
}
