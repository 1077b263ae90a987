package dev.cloakroom.store.redis;

import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was found to be that of its request. What follows the status is counted from 0. Immutable but for the
 * arrays, which nobody changes.
 */
final class Reply {
    private static final int HEADER = 3;

    /** What once refuses refuses for ever: an earlier attempt that comes late meets it too. */
    private static final Set<Status> FOR_EVER = EnumSet.of(
            Status.GONE,
            Status.STALE,
            Status.KEY_REUSED,
            Status.FENCED,
            Status.LAST_SEQ,
            Status.MESSAGES,
            Status.HISTORY_BYTES,
            Status.LOST);

    private final Status status;
    private final List<?> parts;
    private final boolean doubtful;

    private Reply(Status status, List<?> parts, boolean doubtful) {
        this.status = status;
        this.parts = parts;
        this.doubtful = doubtful;
    }

    /**
     * @param parts nonce, binding, status and what the script tells
     * @param doubtful whether an earlier attempt of the same request may have been applied before this one
     */
    static Reply of(Status status, List<?> parts, boolean doubtful) {
        return new Reply(status, parts, doubtful);
    }

    /** Redis has no memory left for the first write of a script, so nothing was applied. */
    static Reply full(boolean doubtful) {
        return new Reply(Status.STORE_FULL, List.of(), doubtful);
    }

    Status status() {
        return status;
    }

    boolean doubtful() {
        return doubtful;
    }

    /** Gone, stale or refused; what was done is for the caller to read. */
    <T> Result<T> undone() {
        return undone(0);
    }

    /** @param more what is added to the number that a script found */
    <T> Result<T> undone(long more) {
        Refusal refusal = status.refusal();
        if (doubtful && !FOR_EVER.contains(status)) {
            throw unknown();
        } else if (status == Status.GONE) {
            return Result.gone();
        } else if (status == Status.STALE) {
            return Result.stale();
        } else if (refusal != null) {
            long found = has(0) ? number(0) + more : 0;
            return Result.refused(refusal, found < 0 ? Long.MAX_VALUE : found);
        }
        throw damaged();
    }

    /** What to throw when an earlier attempt may have been applied and this answer does not tell. */
    OutcomeUnknown unknown() {
        return new OutcomeUnknown("Redis answered a second attempt only; whether the first was applied is not known");
    }

    boolean has(int index) {
        return parts.size() > HEADER + index && parts.get(HEADER + index) != null;
    }

    long number(int index) {
        if (has(index) && parts.get(HEADER + index) instanceof Long number) {
            return number;
        }
        throw damaged();
    }

    /** The number, or 0 where there is none. */
    long numberOrZero(int index) {
        return has(index) ? number(index) : 0;
    }

    byte[] bytes(int index) {
        byte[] bytes = bytesOrNull(index);
        if (bytes == null) {
            throw damaged();
        }
        return bytes;
    }

    byte @Nullable [] bytesOrNull(int index) {
        if (!has(index)) {
            return null;
        } else if (parts.get(HEADER + index) instanceof byte[] bytes) {
            return bytes;
        }
        throw damaged();
    }

    String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    List<?> list(int index) {
        if (has(index) && parts.get(HEADER + index) instanceof List<?> list) {
            return list;
        }
        throw damaged();
    }

    /** What to throw when a record, or what belongs to it, is not as this program writes it. */
    static StoreUnavailable damaged() {
        return new StoreUnavailable("what Redis holds of the session is damaged or incomplete; nothing of it is used");
    }

    @Override
    public String toString() {
        return "Reply[" + status + "]";
    }
}
