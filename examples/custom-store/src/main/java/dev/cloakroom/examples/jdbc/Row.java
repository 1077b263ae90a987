package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Stamp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What an operation has to know of a session before it acts, and the database's now in the same moment. Instants are
 * milliseconds. Immutable.
 *
 * @param expiresAt when it ends unless it is used before
 * @param endsAt when it ends in any case
 * @param lastPlace of its files, removed ones included
 * @param fence of the turn taken last, 0 for none
 * @param turnUntil when that turn runs out
 */
record Row(
        long now,
        int format,
        long expiresAt,
        long endsAt,
        Stamp stamp,
        long lastSeq,
        long historyBytes,
        long lastPlace,
        long fence,
        long turnUntil) {
    /** The only format that this version reads and writes (R14). */
    static final int FORMAT = 1;

    static final String COLUMNS = "cr_now() AS now, s.format, s.expires_at, s.ends_at, s.stamp_count, s.stamp_random,"
            + " s.last_seq, s.history_bytes, s.last_place, s.turn_fence, s.turn_until";

    static Row of(ResultSet rows) throws SQLException {
        return new Row(
                rows.getLong("now"),
                rows.getInt("format"),
                rows.getLong("expires_at"),
                rows.getLong("ends_at"),
                new Stamp(rows.getLong("stamp_count"), rows.getLong("stamp_random")),
                rows.getLong("last_seq"),
                rows.getLong("history_bytes"),
                rows.getLong("last_place"),
                rows.getLong("turn_fence"),
                rows.getLong("turn_until"));
    }

    boolean lives() {
        return format == FORMAT && now < expiresAt;
    }

    /** The first two steps of the guard: gone, stale, or empty where the claim passes. */
    <T> Optional<Result<T>> refusal(Claim claim) {
        if (!lives()) {
            return Optional.of(Result.gone());
        }
        return stamp.equals(claim.stamp()) ? Optional.empty() : Optional.of(Result.stale());
    }

    boolean isFencedOff(Claim claim) {
        return claim.fence() != 0 && (claim.fence() != fence || now >= turnUntil);
    }

    /** When the session expires if it is used now. */
    long expiryAfterUse(Limits limits) {
        return Math.min(now + limits.idleTimeout().toMillis(), endsAt);
    }
}
