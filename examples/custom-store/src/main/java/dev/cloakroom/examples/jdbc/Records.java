package dev.cloakroom.examples.jdbc;

import static dev.cloakroom.examples.jdbc.Columns.bytes;
import static dev.cloakroom.examples.jdbc.Columns.pairs;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements about records: {@code cr_session} and {@code cr_grant}. */
final class Records {
    private static final String HEAD = "SELECT " + Row.COLUMNS + ", s.id, s.owner, s.version, s.metadata,"
            + " s.turn_holder, s.turn_stopping, s.created_at, s.active_at, g.subject, g.access FROM ";
    private static final String GRANTS = " s LEFT JOIN cr_grant g ON g.session = s.id ";
    private static final String LIVE = " format = " + Row.FORMAT + " AND expires_at > cr_now() ";

    /** A session's record, a row for each grant. */
    static final String FIND = HEAD + "cr_session" + GRANTS + "WHERE s.id = ?";

    private static final String OWNED = HEAD
            + "(SELECT * FROM cr_session WHERE owner = ? AND" + LIVE
            + "AND (active_at < ? OR (active_at = ? AND id > ?)) ORDER BY active_at DESC, id LIMIT ?)"
            + GRANTS + "ORDER BY s.active_at DESC, s.id";

    private static final String FACTS = "SELECT " + Row.COLUMNS + ", s.owner, s.created_at, g.access"
            + " FROM cr_session s LEFT JOIN cr_grant g ON g.session = s.id AND g.subject = ? WHERE s.id = ?";

    private Records() {}

    /** One statement and at most one row, whoever asks and however it turns out (R4). */
    static Optional<Facts> facts(Transaction tx, SessionId id, Principal who) throws SQLException {
        return tx.query(
                FACTS,
                rows -> {
                    Row row = rows.next() ? Row.of(rows) : null;
                    if (row == null || !row.lives()) {
                        return Optional.empty();
                    }
                    Principal owner = Columns.principal(rows.getBytes("owner"));
                    String access = owner.tenant().equals(who.tenant()) ? rows.getString("access") : null;
                    return Optional.of(new Facts(
                            id,
                            row.stamp(),
                            owner,
                            access == null ? null : Access.valueOf(access),
                            instant(rows, "created_at")));
                },
                bytes(who.subject()),
                id);
    }

    /** The record of a session that the transaction has locked or made. */
    static Head find(Transaction tx, SessionId id) throws SQLException {
        return tx.query(FIND, Records::all, id).get(0);
    }

    /** The record that {@code rows} stands in; afterwards it stands behind it. */
    static Head head(Row row, ResultSet rows) throws SQLException {
        UUID id = rows.getObject("id", UUID.class);
        Principal owner = Columns.principal(rows.getBytes("owner"));
        long version = rows.getLong("version");
        Map<String, String> metadata = pairs(rows.getString("metadata"));
        Lease turn = turn(row, rows);
        Instant createdAt = instant(rows, "created_at");
        Instant activeAt = instant(rows, "active_at");
        Map<String, Access> grants = new HashMap<>();
        do {
            String access = rows.getString("access");
            if (access != null) {
                Access unused = grants.put(Columns.text(rows.getBytes("subject")), Access.valueOf(access));
            }
        } while (rows.next() && id.equals(rows.getObject("id", UUID.class)));
        Control control = new Control(owner, row.stamp(), version, grants, metadata, turn);
        Instant expiresAt = Instant.ofEpochMilli(row.expiresAt());
        return new Head(new SessionId(id), control, createdAt, activeAt, expiresAt, row.lastSeq());
    }

    private static @Nullable Lease turn(Row row, ResultSet rows) throws SQLException {
        byte[] holder = rows.getBytes("turn_holder");
        Duration left = Duration.ofMillis(row.turnUntil() - row.now());
        return holder == null
                ? null
                : new Lease(row.fence(), Columns.principal(holder), left, rows.getBoolean("turn_stopping"));
    }

    private static List<Head> all(ResultSet rows) throws SQLException {
        List<Head> heads = new ArrayList<>();
        boolean found = rows.next();
        while (found) {
            boolean unused = heads.add(head(Row.of(rows), rows));
            found = !rows.isAfterLast();
        }
        return heads;
    }

    /** Most recently used first, behind {@code after}; empty when that is no live session of this owner. */
    static Optional<List<Head>> owned(Transaction tx, Principal owner, @Nullable SessionId after, long limit)
            throws SQLException {
        UUID last = after == null ? new UUID(0, 0) : after.value();
        long activeAt = after == null ? Long.MAX_VALUE : activeAt(tx, owner, last);
        return activeAt < 0
                ? Optional.empty()
                : Optional.of(tx.query(OWNED, Records::all, owner, activeAt, activeAt, last, limit));
    }

    private static long activeAt(Transaction tx, Principal owner, UUID id) throws SQLException {
        return tx.query(
                "SELECT active_at FROM cr_session WHERE id = ? AND owner = ? AND" + LIVE,
                rows -> rows.next() ? rows.getLong("active_at") : -1,
                id,
                owner);
    }

    static long countLive(Transaction tx, Principal owner) throws SQLException {
        return tx.query(
                "SELECT COUNT(*) AS live FROM cr_session WHERE owner = ? AND" + LIVE,
                rows -> rows.next() ? rows.getLong("live") : 0,
                owner);
    }

    /** A new session; a key is taken when there is one of this id. */
    static void insert(Transaction tx, SessionId id, Control control, Limits limits) throws SQLException {
        long now = tx.query("SELECT cr_now()", rows -> rows.next() ? rows.getLong(1) : 0);
        long end = now + limits.absoluteTimeout().toMillis();
        long expiry = Math.min(now + limits.idleTimeout().toMillis(), end);
        tx.execute(
                "INSERT INTO cr_session (id, format, owner, stamp_count, stamp_random, version, metadata, turn_fence,"
                        + " turn_stopping, turn_until, created_at, active_at, expires_at, ends_at, last_seq,"
                        + " history_bytes, last_place)"
                        + " VALUES (?, ?, ?, 0, 0, 0, '', 0, FALSE, 0, ?, ?, ?, ?, 0, 0, 0)",
                id,
                Row.FORMAT,
                control.owner(),
                now,
                now,
                expiry,
                end);
        update(tx, id, control, 0);
    }

    /** Writes the whole control. */
    static void update(Transaction tx, SessionId id, Control control, long turnUntil) throws SQLException {
        Lease turn = control.turn();
        tx.execute(
                "UPDATE cr_session SET owner = ?, stamp_count = ?, stamp_random = ?, version = ?, metadata = ?,"
                        + " turn_fence = ?, turn_holder = ?, turn_stopping = ?, turn_until = ? WHERE id = ?",
                control.owner(),
                control.stamp().count(),
                control.stamp().random(),
                control.version(),
                pairs(control.metadata()),
                turn == null ? 0 : turn.fence(),
                turn == null ? null : turn.holder(),
                turn != null && turn.stopping(),
                turnUntil,
                id);
        tx.execute("DELETE FROM cr_grant WHERE session = ?", id);
        List<@Nullable Object[]> grants = new ArrayList<>();
        control.grants().forEach((subject, access) -> grants.add(new Object[] {id, bytes(subject), access}));
        tx.executeAll("INSERT INTO cr_grant (session, subject, access) VALUES (?, ?, ?)", grants);
    }

    /** The session was used and lives on; its history and files have grown by so much. */
    static void used(Transaction tx, Claim claim, Row row, Limits limits, long entries, long bytes, long files)
            throws SQLException {
        tx.execute(
                "UPDATE cr_session SET last_seq = last_seq + ?, history_bytes = history_bytes + ?,"
                        + " last_place = last_place + ?, active_at = ?, expires_at = ? WHERE id = ?",
                entries,
                bytes,
                files,
                row.now(),
                row.expiryAfterUse(limits),
                claim.id());
    }

    static Instant instant(ResultSet rows, String column) throws SQLException {
        return Instant.ofEpochMilli(rows.getLong(column));
    }
}
