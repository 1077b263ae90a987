package dev.cloakroom.store.memory;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of the process, and the one place where the guard stands. A change is one compute on the session's
 * entry; before it, the claim is compared with the newest state without a lock, so that whoever is refused waits on
 * nobody.
 *
 * <p>A deadline is decided by the operation that meets it; sweeping only gives room back, from time to time and
 * whenever room is short. Counts and the owner index change inside compute, in the lock order session, then index.
 * Thread-safe.
 */
final class Rooms {
    private static final long SWEEP_MILLIS = 1_000;

    private final Limits limits;
    private final long idle;
    private final InstantSource clock;
    private final ConcurrentMap<SessionId, Room> rooms =
            Caffeine.newBuilder().<SessionId, Room>build().asMap();
    private final Capacity sessions;
    private final Capacity bytes;
    private final OwnerIndex owners;
    private final Bells bells = new Bells();
    private final AtomicLong sweptAt = new AtomicLong(Long.MIN_VALUE / 2);

    Rooms(Limits limits, InstantSource clock, long mostSessions, long mostBytes) {
        this.limits = limits;
        this.idle = limits.idleTimeout().toMillis();
        this.clock = clock;
        this.sessions = new Capacity(mostSessions);
        this.bytes = new Capacity(mostBytes);
        this.owners = new OwnerIndex(limits.of(Limit.SESSIONS));
    }

    long now() {
        return clock.millis();
    }

    /** The newest state of a live session, without touching it. */
    @Nullable State find(SessionId id) {
        State state = newest(id);
        return state.livesAt(now()) ? state : null;
    }

    /** The newest state of a session, or one that is over where there is none: looking at either takes as long (R4). */
    State newest(SessionId id) {
        Room room = rooms.get(id);
        State state = room == null ? null : room.state();
        return state == null ? State.OVER : state;
    }

    /** One look at the newest state, through the guard. */
    <T> Result<T> read(Claim claim, Function<State, T> look) {
        return readRoom(claim, (room, state) -> look.apply(state));
    }

    /** As {@link #read}, for what a room keeps beside its state. */
    <T> Result<T> readRoom(Claim claim, BiFunction<Room, State, T> look) {
        Room room = rooms.get(claim.id());
        State state = room == null ? null : room.state();
        if (room == null || state == null || !state.livesAt(now())) {
            return Result.gone();
        }
        return state.admits(claim) ? Result.done(look.apply(room, state)) : Result.stale();
    }

    /** One change, through the guard and inside compute. Rings when it was done. */
    <T> Result<T> write(Claim claim, Change<T> change) {
        Room room = rooms.get(claim.id());
        State state = room == null ? null : room.state();
        if (state == null) {
            return Result.gone();
        }
        if (!state.admits(claim)) {
            return state.livesAt(now()) ? Result.stale() : Result.gone();
        }
        Attempt<T> attempt = new Attempt<>(claim, change);
        Room unused = rooms.computeIfPresent(claim.id(), attempt);
        if (attempt.result instanceof Result.Done<T>) {
            bells.ring(claim.id());
        }
        return attempt.result;
    }

    /** Makes a session; when there is no room, what has expired makes some and one more attempt is made. */
    Result<Head> create(SessionId id, Control control) {
        Result<Head> made = createIfRoom(id, control);
        boolean again = made instanceof Result.Refused<Head> refused && madeRoom(refused.why(), control.owner());
        return again ? createIfRoom(id, control) : made;
    }

    /** Whether what has expired made room after this refusal, so that one more attempt is worth it. */
    boolean madeRoom(Refusal why, Principal owner) {
        return switch (why) {
            case SESSIONS -> sweepOwnedBy(owner) > 0;
            case STORE_FULL -> sweepFoundRoom();
            default -> false;
        };
    }

    private Result<Head> createIfRoom(SessionId id, Control control) {
        long now = now();
        State opening = State.opening(control, now, limits.idleTimeout(), limits.absoluteTimeout());
        AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
        Room unused = rooms.compute(id, (key, standing) -> {
            Refusal why = standing == null ? reserve(control.owner(), id, opening.weight()) : Refusal.ID_TAKEN;
            refusal.setPlain(why);
            return why == null ? new Room(id, opening) : standing;
        });
        Refusal why = refusal.getPlain();
        if (why == null) {
            return Result.done(opening.head(id, now));
        }
        return Result.refused(why, why == Refusal.SESSIONS ? limits.of(Limit.SESSIONS) + 1 : sessions.taken());
    }

    private @Nullable Refusal reserve(Principal owner, SessionId id, long weight) {
        if (!sessions.take(1)) {
            return Refusal.STORE_FULL;
        }
        Refusal refusal = !bytes.take(weight) ? Refusal.STORE_FULL : null;
        if (refusal == null && !owners.add(owner, id)) {
            bytes.give(weight);
            refusal = Refusal.SESSIONS;
        }
        if (refusal != null) {
            sessions.give(1);
        }
        return refusal;
    }

    /** Moves a session to another owner's index, inside compute; false when that one has no room. */
    boolean move(SessionId id, Principal before, Principal next) {
        if (next.equals(before)) {
            return true;
        }
        boolean added = owners.add(next, id);
        if (added) {
            owners.remove(before, id);
        }
        return added;
    }

    /** Ends the session, inside compute: what holds the room finds no state, and the entry goes. */
    void forget(Room room) {
        State last = room.end();
        if (last != null) {
            owners.remove(last.control().owner(), room.id());
            bytes.give(last.weight());
            sessions.give(1);
        }
    }

    /** The store's room, which everything that is kept is taken from before it is. */
    Capacity capacity() {
        return bytes;
    }

    /** How long a session lives after its last activity, in milliseconds. */
    long idle() {
        return idle;
    }

    Stream<SessionId> ownedBy(Principal owner) {
        return owners.of(owner).stream();
    }

    /**
     * As {@link #sweep}, for a store without room: at most once a second of the store's clock, since it looks at all.
     */
    boolean sweepFoundRoom() {
        long now = now();
        long before = sweptAt.get();
        return (now - before >= SWEEP_MILLIS || now < before) && sweptAt.compareAndSet(before, now) && sweep() > 0;
    }

    /**
     * Removes every session past a deadline.
     *
     * @return how many there were
     */
    long sweep() {
        return sweep(all());
    }

    /** All sessions, also those past a deadline. */
    Stream<SessionId> all() {
        return rooms.keySet().stream();
    }

    /** Removes every session of this owner past a deadline; its number counts against a limit of live ones. */
    long sweepOwnedBy(Principal owner) {
        return sweep(ownedBy(owner));
    }

    private long sweep(Stream<SessionId> ids) {
        return ids.filter(this::removeIfExpired).count();
    }

    private boolean removeIfExpired(SessionId id) {
        Room standing = rooms.get(id);
        State seen = standing == null ? null : standing.state();
        if (seen == null || seen.livesAt(now())) {
            return false;
        }
        Room left = rooms.computeIfPresent(id, (key, room) -> {
            State state = room.state();
            if (state != null && state.livesAt(now())) {
                return room;
            }
            forget(room);
            return null;
        });
        bells.ring(id);
        return left == null;
    }

    Bell bell(SessionId id, Runnable ring) {
        return bells.hang(id, ring);
    }

    Limits limits() {
        return limits;
    }

    long sessions() {
        return sessions.taken();
    }

    long bytes() {
        return bytes.taken();
    }

    /**
     * A change to a session that passed the guard.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    interface Change<T> {
        Result<T> apply(Room room, State state, long now);
    }

    /** The change inside compute: guards again, and carries the result out. Used by one thread. */
    private final class Attempt<T> implements BiFunction<SessionId, Room, @Nullable Room> {
        private final Claim claim;
        private final Change<T> change;
        private Result<T> result = Result.gone();

        Attempt(Claim claim, Change<T> change) {
            this.claim = claim;
            this.change = change;
        }

        @Override
        public @Nullable Room apply(SessionId id, Room room) {
            long now = now();
            State state = room.state();
            if (state == null || !state.livesAt(now)) {
                return room;
            }
            result = state.admits(claim) ? change.apply(room, state, now) : Result.stale();
            return room.state() == null ? null : room;
        }
    }
}
