package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Names that stand for sessions: a row for each, which goes with its session. Thread-safe. */
record JdbcNames(Database database) implements NameStore {
    private static final String FIND = "SELECT session, note FROM cr_name WHERE name = ? AND kept_until > cr_now()";

    @Override
    public Optional<Binding> find(String name) {
        return database.reading(tx -> standing(tx, FIND, name));
    }

    private static Optional<Binding> standing(Transaction tx, String sql, String name) throws SQLException {
        return tx.query(
                sql,
                rows -> rows.next()
                        ? Optional.of(new Binding(
                                new SessionId(rows.getObject("session", UUID.class)), rows.getString("note")))
                        : Optional.empty(),
                name);
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        Result<Binding> bound = database.changing(tx -> {
            Binding standing = standing(tx, FIND + " FOR UPDATE", name).orElse(null);
            if (standing != null && !standing.equals(expected)) {
                return Result.done(standing);
            }
            if (Guard.lock(tx, next.session())) { // a binding to a session that is gone counts as none anyway
                tx.execute("DELETE FROM cr_name WHERE name = ?", name);
                tx.execute(
                        "INSERT INTO cr_name (name, session, note, kept_until) VALUES (?, ?, ?, cr_now() + ?)",
                        name,
                        next.session(),
                        next.note(),
                        lifetime.toMillis());
            }
            return Result.done(next);
        });
        return bound instanceof Result.Done<Binding> done ? Optional.of(done.value()) : Optional.empty();
    }
}
