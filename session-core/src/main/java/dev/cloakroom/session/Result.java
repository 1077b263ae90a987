package dev.cloakroom.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a store operation ended. Besides these a store throws only {@link StoreUnavailable} (not applied) and
 * {@link OutcomeUnknown}.
 *
 * @param <T> what a completed operation returns
 */
public sealed interface Result<T> {
    /** Applied, or read. */
    static <T> Result<T> done(T value) {
        return new Done<>(value);
    }

    /** There is no such session: it never was, has ended or is past a deadline. Nothing changed. */
    static <T> Result<T> gone() {
        return Gone.cast();
    }

    /** The claim's stamp is not the session's: decide anew. Nothing changed. */
    static <T> Result<T> stale() {
        return Stale.cast();
    }

    /** The session's state or a limit refuses. Nothing changed. */
    static <T> Result<T> refused(Refusal why, long found) {
        return new Refused<>(why, found);
    }

    /**
     * Applied, or read.
     *
     * @param value what the operation returns
     */
    record Done<T>(T value) implements Result<T> {
        public Done {
            Objects.requireNonNull(value, "value");
        }
    }

    /** No such session. */
    record Gone<T>() implements Result<T> {
        private static final Gone<Object> ONLY = new Gone<>();

        @SuppressWarnings("unchecked") // holds no value of the type
        private static <T> Gone<T> cast() {
            return (Gone<T>) ONLY;
        }
    }

    /** The claim was decided on another state of access. */
    record Stale<T>() implements Result<T> {
        private static final Stale<Object> ONLY = new Stale<>();

        @SuppressWarnings("unchecked") // holds no value of the type
        private static <T> Stale<T> cast() {
            return (Stale<T>) ONLY;
        }
    }

    /**
     * The state or a limit refuses.
     *
     * @param why what refuses
     * @param found where the history ends for {@code LAST_SEQ}; for limits the count or size there would be; otherwise
     *     0
     */
    record Refused<T>(Refusal why, long found) implements Result<T> {
        public Refused {
            Objects.requireNonNull(why, "why");
        }
    }

    /** Why a store refuses an operation that the claim would allow. */
    enum Refusal {
        /** The id is in use. */
        ID_TAKEN(null),
        /** The key stands for other content. */
        KEY_REUSED(null),
        /** The claim's turn is not the current one. */
        FENCED(null),
        /** The history ends elsewhere; {@code found} is its last seq. */
        LAST_SEQ(null),
        /** The control has another version. */
        VERSION(null),
        /** {@link Limit#MESSAGES}. */
        MESSAGES(Limit.MESSAGES),
        /** {@link Limit#HISTORY_BYTES}. */
        HISTORY_BYTES(Limit.HISTORY_BYTES),
        /** {@link Limit#FILES}. */
        FILES(Limit.FILES),
        /** {@link Limit#SESSION_FILE_BYTES}. */
        SESSION_FILE_BYTES(Limit.SESSION_FILE_BYTES),
        /** {@link Limit#SESSIONS}. */
        SESSIONS(Limit.SESSIONS),
        /** The store has no room. */
        STORE_FULL(Limit.STORE);

        private final @Nullable Limit limit;

        Refusal(@Nullable Limit limit) {
            this.limit = limit;
        }

        /** The limit that refuses, or null when it is the state. */
        public @Nullable Limit limit() {
            return limit;
        }
    }
}
