package dev.cloakroom.examples.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements over one connection. Values are always parameters and never part of a statement. Used by one thread. */
final class Transaction {
    private final Connection connection;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /** Reads what a query found, beginning before its first row. */
    @FunctionalInterface
    interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    <T> T query(String sql, Rows<T> rows, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            fill(statement, values);
            try (ResultSet found = statement.executeQuery()) {
                return rows.read(found);
            }
        }
    }

    /** How many rows were changed. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            fill(statement, values);
            return statement.executeUpdate();
        }
    }

    /** As {@link #update}, where it is known how many. */
    void execute(String sql, @Nullable Object... values) throws SQLException {
        int unused = update(sql, values);
    }

    /** The same statement with each of these values, in one step. */
    void executeAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] values : rows) {
                fill(statement, values);
                statement.addBatch();
            }
            int[] unused = statement.executeBatch();
        }
    }

    /** The database's name for itself. */
    String product() throws SQLException {
        return connection.getMetaData().getDatabaseProductName();
    }

    private static void fill(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, Columns.of(values[i]));
        }
    }
}
