package dev.cloakroom.examples.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Transactions, and the truth about how each of them ended (R9). Until {@code COMMIT} is sent nothing was applied,
 * whatever failed; when {@code COMMIT} is not answered, nobody knows. Every wait is bounded (R11). Thread-safe.
 *
 * <p>Messages hold a code of the driver's and never its words, which like to quote the row that they are about (R12).
 */
final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 8;
    private static final int NETWORK_MILLIS = 20_000;

    private final HikariDataSource pool;

    Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** A pool's settings, without an address. */
    static HikariConfig pooled() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("cloakroom");
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(5));
        config.setConnectionInitSql("SET lock_timeout = 5000"); // understood by both databases
        return config;
    }

    /** Something that is done in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T in(Transaction tx) throws SQLException;
    }

    /** Reads, in statements of which each sees one moment. */
    <T> T reading(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
            return work.in(new Transaction(connection));
        } catch (SQLException e) {
            throw new StoreUnavailable("the database did not answer; " + told(e));
        }
    }

    /** Changes something, all of it when the result is done, nothing of it otherwise. */
    <T> Result<T> changing(Work<Result<T>> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !hadBadLuck(e)) {
                    throw new StoreUnavailable("not applied: the database refused a statement; " + told(e));
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 10_000_000L));
            }
        }
    }

    private <T> Result<T> attempt(Work<Result<T>> work) throws SQLException {
        Connection connection = pool.getConnection();
        boolean over = false;
        try {
            connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
            connection.setAutoCommit(false);
            Result<T> result = work.in(new Transaction(connection));
            if (result instanceof Result.Done<T>) {
                commit(connection);
                over = true;
            }
            return result;
        } finally {
            giveBack(connection, over);
        }
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (hadBadLuck(e)) {
                throw e;
            }
            throw new OutcomeUnknown("the database did not say whether it committed; " + told(e));
        }
    }

    /** Never throws: how the transaction ended is known by now, or known to be unknown. */
    private void giveBack(Connection connection, boolean over) {
        try {
            if (!over) {
                connection.rollback();
            }
            connection.close();
        } catch (SQLException e) {
            pool.evictConnection(connection); // what was not finished ends with its connection
        }
    }

    /** Rolled back for the sake of somebody else's transaction: worth another attempt. */
    private static boolean hadBadLuck(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals("40001") // serialization failure, and a deadlock of H2
                || state.equals("40P01") // deadlock of PostgreSQL
                || state.equals("90131") // concurrent update of H2
                || isTaken(e); // somebody inserted the same row at the same moment: now it can be seen
    }

    /** Whether a unique key is in use. */
    static boolean isTaken(SQLException e) {
        return "23505".equals(e.getSQLState());
    }

    private static String told(SQLException e) {
        return "SQLSTATE " + e.getSQLState() + ", code " + e.getErrorCode();
    }

    @Override
    public void close() {
        pool.close();
    }
}
