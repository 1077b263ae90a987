package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The one place where a claim is compared with its session, in one atomic step with what follows (R3). Thread-safe.
 *
 * <p>A look is one statement that reads the row and what was asked for: a statement sees one moment. A change locks the
 * row, so that what the guard saw stays so until the commit; before that it looks without a lock, so that whoever is
 * refused waits on nobody (R4).
 */
final class Guard {
    private static final String FIND = "SELECT " + Row.COLUMNS + " FROM cr_session s WHERE s.id = ?";
    private static final String LOCK = "SELECT id FROM cr_session WHERE id = ? FOR UPDATE";

    private final Database database;

    Guard(Database database) {
        this.database = database;
    }

    /** Reads what a statement found; {@code rows} stands on the first row. */
    @FunctionalInterface
    interface Look<T> {
        T at(Row row, ResultSet rows) throws SQLException;
    }

    /** Changes the session whose row is locked. */
    @FunctionalInterface
    interface Change<T> {
        Result<T> apply(Transaction tx, Row row) throws SQLException;
    }

    /** What follows when the claim passes; {@code rows} stands on the session's first row. */
    @FunctionalInterface
    private interface Then<T> {
        Result<T> go(Row row, ResultSet rows) throws SQLException;
    }

    /** The guard itself: reads the session in one statement, compares, and goes on or does not. */
    private static <T> Result<T> guarded(Transaction tx, Claim claim, Then<T> then, String sql, Object... values)
            throws SQLException {
        return tx.query(
                sql,
                rows -> {
                    if (!rows.next()) {
                        return Result.gone();
                    }
                    Row row = Row.of(rows);
                    Optional<Result<T>> refusal = row.refusal(claim);
                    return refusal.isPresent() ? refusal.get() : then.go(row, rows);
                },
                values);
    }

    /**
     * Looks at a session and what belongs to it.
     *
     * @param sql selects {@link Row#COLUMNS} of the session, in one row at least, and of no session nothing
     */
    <T> Result<T> look(Claim claim, Look<T> look, String sql, Object... values) {
        return database.reading(tx -> guarded(tx, claim, (row, rows) -> Result.done(look.at(row, rows)), sql, values));
    }

    /**
     * Changes a session, or nothing. Whoever waited for the lock is guarded again: time has passed, and much may be
     * new.
     */
    <T> Result<T> change(Claim claim, Change<T> change) {
        return database.changing(tx -> guarded(
                tx,
                claim,
                (seen, rows) -> lock(tx, claim.id())
                        ? guarded(tx, claim, (row, again) -> change.apply(tx, row), FIND, claim.id())
                        : Result.gone(),
                FIND,
                claim.id()));
    }

    /** Lets nobody else change the session until the transaction ends; false when there is none. */
    static boolean lock(Transaction tx, SessionId id) throws SQLException {
        return tx.query(LOCK, ResultSet::next, id);
    }
}
