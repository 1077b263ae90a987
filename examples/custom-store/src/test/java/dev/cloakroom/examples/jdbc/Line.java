package dev.cloakroom.examples.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cloakroom.session.Limits;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The line to the database that tests run against, which can break: H2 in a file, or what the environment variable
 * {@code DATABASE_URL} names. Thread-safe.
 */
final class Line implements AutoCloseable {
    private static final String H2 = "jdbc:h2:file:"
            + Path.of("target", "h2", "lines-" + ProcessHandle.current().pid()).toAbsolutePath();
    private static final Set<String> STEPS =
            Set.of("executeQuery", "executeUpdate", "executeBatch", "commit", "rollback");

    private Connection anchor = connected(); // H2 closes its file with the last connection
    private boolean prepared;
    private volatile Steps steps = before -> {};

    /** Is told of each step over the line; what it throws, the driver throws. */
    @FunctionalInterface
    interface Steps {
        void step(boolean before) throws SQLException;
    }

    static String url() {
        String given = System.getenv("DATABASE_URL");
        return given == null ? H2 : given;
    }

    /** A client of its own, with a pool of its own. */
    JdbcSessionStore store(Limits limits) {
        return JdbcStoreProvider.open(config(), limits);
    }

    HikariDataSource pool() {
        return new HikariDataSource(config());
    }

    private HikariConfig config() {
        HikariConfig config = Database.pooled();
        config.setDataSource(proxy(DataSource.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getConnection" -> breakable(Connection.class, DriverManager.getConnection(url()));
            default -> method.getReturnType() == int.class ? 0 : null;
        }));
        config.setMinimumIdle(1);
        return config;
    }

    /** From now on. */
    void watched(Steps by) {
        steps = by;
    }

    /** Nothing is in the tables, which are there. */
    void empty() {
        if (!prepared) {
            store(Limits.standard()).close();
            prepared = true;
        }
        run("DELETE FROM cr_session", "DELETE FROM cr_owner");
    }

    /** Lets time pass: everything that was stored is so much older. */
    void age(Duration time) {
        String millis = " - " + time.toMillis();
        run(
                "UPDATE cr_session SET created_at = created_at" + millis + ", active_at = active_at" + millis
                        + ", expires_at = expires_at" + millis + ", ends_at = ends_at" + millis
                        + ", turn_until = turn_until" + millis,
                "UPDATE cr_name SET kept_until = kept_until" + millis);
    }

    /** The database's process ends, where it is this one, and comes back; every client has gone before. */
    void restart() {
        close();
        anchor = connected();
    }

    @Override
    public void close() {
        try {
            anchor.close();
        } catch (SQLException e) {
            throw new AssertionError("the line does not close", e);
        }
    }

    private static Connection connected() {
        try {
            return DriverManager.getConnection(url());
        } catch (SQLException e) {
            throw new AssertionError("the database of the tests is not there", e);
        }
    }

    /** Behind the store's back. */
    static void run(String... statements) {
        try (Connection connection = connected();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                int unused = statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError("the test's own statement failed", e);
        }
    }

    static long count(String table) {
        try (Connection connection = connected();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            return rows.next() ? rows.getLong(1) : -1;
        } catch (SQLException e) {
            throw new AssertionError("the test's own statement failed", e);
        }
    }

    private <T> T breakable(Class<T> type, T real) {
        return proxy(type, (proxy, method, arguments) -> {
            boolean isStep = STEPS.contains(method.getName());
            if (isStep) {
                steps.step(true);
            }
            Object result = invoke(method, real, arguments);
            if (isStep) {
                steps.step(false);
            }
            return result instanceof PreparedStatement statement
                    ? breakable(PreparedStatement.class, statement)
                    : result;
        });
    }

    private static Object invoke(Method method, Object real, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
