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
        Result<T> apply(Transaction transaction, Row row) throws SQLException;
    }

    /**
     * Looks at a session and what belongs to it.
     *
     * @param sql selects {@link Row#COLUMNS} of the session, and without a row for it nothing
     */
    <T> Result<T> look(Claim claim, String sql, Look<T> look, Object... values) {
        return database.reading(transaction -> transaction.query(
                sql,
                rows -> {
                    if (!rows.next()) {
                        return Result.gone();
                    }
                    Row row = Row.of(rows);
                    Optional<Result<T>> refusal = row.refusal(claim);
                    return refusal.isPresent() ? refusal.get() : Result.done(look.at(row, rows));
                },
                values));
    }

    /** Changes a session, or nothing. */
    <T> Result<T> change(Claim claim, Change<T> change) {
        return database.changing(transaction -> {
            Optional<Result<T>> early = refusal(transaction, claim);
            if (early.isPresent() || !lock(transaction, claim.id())) {
                return early.orElse(Result.gone());
            }
            // The time has passed while waiting for the lock, and somebody else had it: everything is read anew.
            Optional<Row> row = find(transaction, claim.id());
            Optional<Result<T>> refusal =
                    row.isEmpty() ? Optional.of(Result.gone()) : row.get().refusal(claim);
            return refusal.isPresent() ? refusal.get() : change.apply(transaction, row.get());
        });
    }

    private static <T> Optional<Result<T>> refusal(Transaction transaction, Claim claim) throws SQLException {
        Optional<Row> row = find(transaction, claim.id());
        return row.isEmpty() ? Optional.of(Result.gone()) : row.get().refusal(claim);
    }

    private static Optional<Row> find(Transaction transaction, SessionId id) throws SQLException {
        return transaction.query(FIND, rows -> rows.next() ? Optional.of(Row.of(rows)) : Optional.empty(), id.value());
    }

    /** Lets nobody else change the session until the transaction ends; false when there is none. */
    static boolean lock(Transaction transaction, SessionId id) throws SQLException {
        return transaction.query(LOCK, ResultSet::next, id.value());
    }
}
