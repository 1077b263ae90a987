package dev.cloakroom.testkit;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The part of {@link ReferenceStore} that keeps records. */
abstract class ReferenceSessions implements SessionStore {
    static final int FORMAT = 1;

    final Tables tables;
    final Limits limits;

    ReferenceSessions(Tables tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    // the guard, and what mutants change of it

    /** A step that changes something. */
    <T> T step(String operation, Supplier<T> act) {
        return tables.step(act);
    }

    /** A step that only looks: if it fails, nothing was applied. */
    <T> T look(String operation, Supplier<T> act) {
        try {
            return step(operation, act);
        } catch (OutcomeUnknown e) {
            throw new StoreUnavailable("the tables did not answer", e);
        }
    }

    <T> Result<T> changing(String operation, Claim claim, Function<Row, Result<T>> then) {
        return step(operation, () -> guarded(operation, claim, then));
    }

    <T> Result<T> looking(String operation, Claim claim, Function<Row, Result<T>> then) {
        return look(operation, () -> guarded(operation, claim, then));
    }

    <T> Result<T> guarded(String operation, Claim claim, Function<Row, Result<T>> then) {
        Row row = row(claim.id());
        if (row == null || !lives(operation, row)) {
            return Result.gone();
        }
        return admits(operation, row, claim) ? then.apply(row) : Result.stale();
    }

    Row row(SessionId id) {
        return tables.rows.get(id);
    }

    boolean lives(String operation, Row row) {
        return knows(row) && now() < Math.min(row.idleUntil, row.absoluteUntil);
    }

    boolean knows(Row row) {
        return row.format == FORMAT;
    }

    boolean admits(String operation, Row row, Claim claim) {
        return row.control.stamp().equals(claim.stamp());
    }

    void touch(Row row) {
        row.lastActiveAt = now();
        row.idleUntil = now() + limits.idleTimeout().toMillis();
    }

    long now() {
        return tables.now();
    }

    boolean owns(Principal who, Row row) {
        return row.control.owner().equals(who);
    }

    long live(Principal owner) {
        return tables.rows.values().stream()
                .filter(row -> owns(owner, row) && lives("count", row))
                .count();
    }

    // SessionStore

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Result<Head> create(SessionId id, Control control) {
        return step("create", () -> made(id, control));
    }

    Result<Head> made(SessionId id, Control control) {
        if (row(id) != null) {
            return Result.refused(Refusal.ID_TAKEN, 0);
        }
        if (live(control.owner()) >= limits.of(Limit.SESSIONS)) {
            return Result.refused(Refusal.SESSIONS, limits.of(Limit.SESSIONS) + 1);
        }
        if (tables.belongings.containsKey(id)) {
            return Result.refused(Refusal.ID_TAKEN, 0); // what is left of a damaged one
        }
        return inserted(id, control);
    }

    Result<Head> inserted(SessionId id, Control control) {
        Row row = new Row(id, control, now());
        row.absoluteUntil = now() + limits.absoluteTimeout().toMillis();
        touch(row);
        tables.rows.put(id, row);
        return Result.done(head(row));
    }

    @Override
    public Optional<Facts> facts(SessionId id, Principal who) {
        return look(
                "facts",
                () -> Optional.ofNullable(row(id))
                        .filter(row -> lives("facts", row))
                        .map(row -> facts(row, who)));
    }

    Facts facts(Row row, Principal who) {
        return head(row).factsFor(who);
    }

    @Override
    public Result<Head> head(Claim claim) {
        return looking("head", claim, row -> Result.done(head(row)));
    }

    Head head(Row row) {
        Control control = row.control;
        Lease turn = control.turn();
        Control seen = turn == null
                ? control
                : new Control(
                        control.owner(),
                        control.stamp(),
                        control.version(),
                        control.grants(),
                        control.metadata(),
                        turn.with(Duration.ofMillis(row.turnUntil - now())));
        return new Head(
                row.id,
                seen,
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.lastActiveAt),
                Instant.ofEpochMilli(Math.min(row.idleUntil, row.absoluteUntil)),
                row.lastSeq);
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next, Duration lease) {
        return changing("swap", claim, row -> swapped(row, version, next, lease));
    }

    Result<Head> swapped(Row row, long version, Control next, Duration lease) {
        if (row.control.version() != version) {
            return Result.refused(Refusal.VERSION, 0);
        }
        boolean moves = !next.owner().equals(row.control.owner());
        if (moves && live(next.owner()) >= limits.of(Limit.SESSIONS)) {
            return Result.refused(Refusal.SESSIONS, limits.of(Limit.SESSIONS) + 1);
        }
        boolean active = next.stamp().equals(row.control.stamp());
        replace(row, next, lease);
        if (active) {
            touch(row);
        }
        return Result.done(head(row));
    }

    void replace(Row row, Control next, Duration lease) {
        row.control = next;
        if (lease != null) {
            row.turnUntil = now() + lease.toMillis();
        }
    }

    boolean fencedOff(Row row, Claim claim) {
        Lease turn = row.control.turn();
        boolean current = turn != null && turn.fence() == claim.fence() && now() < row.turnUntil;
        return claim.fence() != 0 && !current;
    }

    @Override
    public Result<Head> end(Claim claim) {
        return changing("end", claim, row -> {
            Head last = head(row);
            forget(row);
            return Result.done(last);
        });
    }

    void forget(Row row) {
        tables.rows.remove(row.id);
        tables.belongings.remove(row.id);
    }

    @Override
    public Optional<Owned> owned(Principal owner, SessionId after, int limit) {
        return look("owned", () -> listed(owner, after, limit));
    }

    Optional<Owned> listed(Principal owner, SessionId after, int limit) {
        List<Head> all = tables.rows.values().stream()
                .filter(row -> owns(owner, row) && lives("owned", row))
                .map(this::head)
                .sorted(Comparator.comparing(Head::lastActiveAt)
                        .reversed()
                        .thenComparing(head -> head.id().value()))
                .toList();
        int from = 0;
        if (after != null) {
            while (from < all.size() && !all.get(from).id().equals(after)) {
                from++;
            }
            if (from++ == all.size()) {
                return Optional.empty();
            }
        }
        int to = Math.min(all.size(), from + limit);
        return Optional.of(new Owned(all.subList(from, to), to < all.size()));
    }

    @Override
    public void ping() {
        Object unused = look("ping", Object::new);
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public void close() {}
}
