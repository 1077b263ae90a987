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
    private static final String BIND_AGAIN = "UPDATE cr_name SET session = ?, note = ?, kept_until = cr_now() + ?"
            + " WHERE name = ? AND (kept_until <= cr_now() OR (session = ? AND note = ?))";
    private static final String BIND =
            "INSERT INTO cr_name (session, note, kept_until, name) VALUES (?, ?, cr_now() + ?, ?)";
    private static final Binding NONE = new Binding(new SessionId(new UUID(0, 0)), "");

    @Override
    public Optional<Binding> find(String name) {
        return database.reading(tx -> standing(tx, name));
    }

    private static Optional<Binding> standing(Transaction tx, String name) throws SQLException {
        return tx.query(
                FIND,
                rows -> rows.next()
                        ? Optional.of(new Binding(
                                new SessionId(rows.getObject("session", UUID.class)), rows.getString("note")))
                        : Optional.empty(),
                name);
    }

    @Override
    public Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime) {
        Result<Binding> bound = database.changing(tx -> {
            if (!Guard.lock(tx, next.session())) {
                return Result.done(next); // a binding to a session that is gone counts as none
            }
            Binding before = expected == null ? NONE : expected;
            long millis = lifetime.toMillis();
            // One statement compares and binds. Of two who both find no row, the later insert fails and is tried again.
            if (tx.update(BIND_AGAIN, next.session(), next.note(), millis, name, before.session(), before.note())
                    == 0) {
                Optional<Binding> standing = standing(tx, name);
                if (standing.isPresent()) {
                    return Result.done(standing.get());
                }
                tx.execute(BIND, next.session(), next.note(), millis, name);
            }
            return Result.done(next);
        });
        return bound instanceof Result.Done<Binding> done ? Optional.of(done.value()) : Optional.empty();
    }
}
