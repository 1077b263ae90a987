package dev.cloakroom.store.memory;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One moment of a session, complete: whoever holds it sees record, history and files of the same instant. Instants are
 * milliseconds of the store's clock. Immutable.
 *
 * @param control what core decided
 * @param turnUntil when the control's turn runs out
 * @param createdAt when the session was opened
 * @param lastActiveAt when it was last used
 * @param idleDeadline when it ends unless it is used before
 * @param absoluteDeadline when it ends in any case
 * @param log the history
 * @param files the files
 */
record State(
        Control control,
        long turnUntil,
        long createdAt,
        long lastActiveAt,
        long idleDeadline,
        long absoluteDeadline,
        Log log,
        Files files) {
    /** Stands in for a session that is not there: it ended long ago, with as many grants as one can have (R4). */
    static final State OVER = over();

    static State opening(Control control, long now, Duration idle, Duration absolute) {
        long end = now + absolute.toMillis();
        return new State(control, 0, now, now, Math.min(now + idle.toMillis(), end), end, Log.EMPTY, Files.NONE);
    }

    private static State over() {
        Map<String, Access> grants = LongStream.range(0, Limit.GRANTS.standard())
                .mapToObj(i -> "nobody-" + i)
                .collect(Collectors.toMap(name -> name, name -> Access.READ));
        Control control = new Control(Principal.of("nobody"), new Stamp(0, 0), 0, grants, Map.of(), null);
        return new State(control, 0, 1, 1, Long.MIN_VALUE, Long.MIN_VALUE, Log.EMPTY, Files.NONE);
    }

    boolean admits(Claim claim) {
        return control.stamp().equals(claim.stamp());
    }

    boolean livesAt(long now) {
        return now < deadline();
    }

    long deadline() {
        return Math.min(idleDeadline, absoluteDeadline);
    }

    boolean isFencedOff(Claim claim, long now) {
        Lease turn = control.turn();
        boolean current = turn != null && turn.fence() == claim.fence() && now < turnUntil;
        return claim.fence() != 0 && !current;
    }

    /** Used at {@code now}: lives on for {@code idle} milliseconds. */
    State activeAt(long now, long idle) {
        return new State(control, turnUntil, createdAt, now, now + idle, absoluteDeadline, log, files);
    }

    State with(Control next, long until) {
        return new State(next, until, createdAt, lastActiveAt, idleDeadline, absoluteDeadline, log, files);
    }

    State with(Log next, long now, long idle) {
        return new State(control, turnUntil, createdAt, now, now + idle, absoluteDeadline, next, files);
    }

    State with(Files next, long now, long idle) {
        return new State(control, turnUntil, createdAt, now, now + idle, absoluteDeadline, log, next);
    }

    /** What was taken from the store's room for this session. */
    long weight() {
        return Weight.SESSION + Weight.of(control) + log.weight() + files.weight();
    }

    Facts factsFor(SessionId id, Principal who) {
        return new Facts(id, control.stamp(), control.owner(), control.grantOf(who), Instant.ofEpochMilli(createdAt));
    }

    /** The record as of {@code now}, in which what is left of a turn is counted from there. */
    Head head(SessionId id, long now) {
        Control seen = control;
        Lease turn = control.turn();
        if (turn != null) {
            Lease left = turn.with(Duration.ofMillis(turnUntil - now));
            seen = new Control(
                    control.owner(), control.stamp(), control.version(), control.grants(), control.metadata(), left);
        }
        return new Head(
                id,
                seen,
                Instant.ofEpochMilli(createdAt),
                Instant.ofEpochMilli(lastActiveAt),
                Instant.ofEpochMilli(deadline()),
                log.size());
    }
}
