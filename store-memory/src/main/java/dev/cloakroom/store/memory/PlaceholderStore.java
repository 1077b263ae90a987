package dev.cloakroom.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cloakroom.session.Placeholder;
import org.jspecify.annotations.Nullable;

/** Stands in until the real store is here. Safe for use by many threads. */
public final class PlaceholderStore {
    private final Cache<String, Placeholder> entries =
            Caffeine.newBuilder().maximumSize(10).build();

    /** Starts empty. */
    public PlaceholderStore() {}

    /** Keeps {@code value} under {@code key}. */
    public void put(String key, Placeholder value) {
        entries.put(key, value);
    }

    /** Returns what was kept under {@code key}, or null. */
    public @Nullable Placeholder get(String key) {
        return entries.getIfPresent(key);
    }
}
