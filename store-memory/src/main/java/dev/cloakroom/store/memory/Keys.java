package dev.cloakroom.store.memory;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was done in a session under idempotency keys of one kind. May be asked at any time; recorded into only inside
 * the session's compute, after the state: who sees an outcome can also read what it tells of.
 *
 * @param <T> the outcome that a replay answers with
 */
final class Keys<T> {
    private volatile @Nullable ConcurrentHashMap<String, Recorded<T>> known; // most sessions never see a key

    @Nullable Recorded<T> find(String key) {
        ConcurrentHashMap<String, Recorded<T>> all = known;
        return all == null ? null : all.get(key);
    }

    void record(String key, byte[] digest, T outcome) {
        ConcurrentHashMap<String, Recorded<T>> all = known;
        if (all == null) {
            all = new ConcurrentHashMap<>();
            known = all;
        }
        Recorded<T> unused = all.put(key, new Recorded<>(outcome, digest));
    }

    /**
     * An outcome, and a digest of what it was the outcome of. Immutable.
     *
     * @param <T> the outcome
     */
    static final class Recorded<T> {
        private final T outcome;
        private final byte[] digest;

        private Recorded(T outcome, byte[] digest) {
            this.outcome = outcome;
            this.digest = digest;
        }

        T outcome() {
            return outcome;
        }

        boolean isOf(byte[] other) {
            return Arrays.equals(digest, other);
        }
    }
}
