package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in a database, for any number of processes. Acknowledged means committed there (R7), on its clock:
 * PostgreSQL has it on disk by then, H2 within half a second. Thread-safe.
 */
final class JdbcSessionStore implements SessionStore {
    private final Database database;
    private final Limits limits;
    private final Guard guard;
    private final Sweeper sweeper;

    /** Over a database that has the tables, or gets them now. */
    JdbcSessionStore(Database database, Limits limits) {
        Schema.prepare(database);
        this.database = database;
        this.limits = limits;
        this.guard = new Guard(database);
        this.sweeper = new Sweeper(database);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Result<Head> create(SessionId id, Control control) {
        return database.changing(tx -> {
            if (!hasRoom(tx, control.owner())) {
                return Result.refused(Refusal.SESSIONS, limits.of(Limit.SESSIONS) + 1);
            }
            try {
                Records.insert(tx, id, control, limits);
            } catch (SQLException e) {
                if (Database.isTaken(e)) {
                    return Result.refused(Refusal.ID_TAKEN, 0);
                }
                throw e;
            }
            return Result.done(Records.find(tx, id));
        });
    }

    /**
     * Whether the owner may have one session more. It stays so until the transaction ends: the owner's row is locked.
     */
    private boolean hasRoom(Transaction tx, Principal owner) throws SQLException {
        boolean known = tx.query("SELECT owner FROM cr_owner WHERE owner = ? FOR UPDATE", rows -> rows.next(), owner);
        if (!known) {
            tx.execute("INSERT INTO cr_owner (owner) VALUES (?)", owner);
        }
        return Records.countLive(tx, owner) < limits.of(Limit.SESSIONS);
    }

    @Override
    public Optional<Facts> facts(SessionId id, Principal who) {
        return database.reading(tx -> Records.facts(tx, id, who));
    }

    @Override
    public Result<Head> head(Claim claim) {
        return guard.look(claim, Records::head, Records.FIND, claim.id());
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next, @Nullable Duration lease) {
        return guard.change(claim, (tx, row) -> {
            Control now = Records.find(tx, claim.id()).control();
            if (now.version() != version) {
                return Result.refused(Refusal.VERSION, 0);
            }
            if (!next.owner().equals(now.owner()) && !hasRoom(tx, next.owner())) {
                return Result.refused(Refusal.SESSIONS, limits.of(Limit.SESSIONS) + 1);
            }
            long until = lease == null ? row.turnUntil() : row.now() + lease.toMillis();
            Records.update(tx, claim.id(), next, until);
            if (next.stamp().equals(row.stamp())) {
                Records.used(tx, claim, row, limits, 0, 0, 0);
            }
            return Result.done(Records.find(tx, claim.id()));
        });
    }

    @Override
    public Result<Head> end(Claim claim) {
        return guard.change(claim, (tx, row) -> {
            Head last = Records.find(tx, claim.id());
            tx.execute("DELETE FROM cr_session WHERE id = ?", claim.id());
            return Result.done(last);
        });
    }

    @Override
    public Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        return database.reading(tx -> Records.owned(tx, owner, after, limit + 1L))
                .map(found -> {
                    boolean more = found.size() > limit;
                    return new Owned(more ? found.subList(0, limit) : found, more);
                });
    }

    @Override
    public HistoryStore history() {
        return new JdbcHistory(guard, limits);
    }

    @Override
    public ArtifactStore artifacts() {
        return new JdbcArtifacts(database, guard, limits);
    }

    @Override
    public Optional<NameStore> names() {
        return Optional.of(new JdbcNames(database));
    }

    @Override
    public void ping() {
        boolean unused = database.reading(tx -> tx.query("SELECT cr_now()", rows -> rows.next()));
    }

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public void close() {
        sweeper.close();
        database.close();
    }
}
