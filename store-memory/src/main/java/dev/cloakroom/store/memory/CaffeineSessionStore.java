package dev.cloakroom.store.memory;

import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.session.SessionStore.Owned;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in this process, over Caffeine. <b>A restart empties it</b>, and other instances do not see it.
 *
 * <p>Acknowledged means applied in this process (R7). Every change is one atomic compute on the session's entry; reads
 * and refusals look at the newest state without a lock, so nobody waits on someone else's session (R4). A full store
 * refuses and never evicts a live session (R11). Thread-safe.
 */
public final class CaffeineSessionStore implements SessionStore {
    private static final long SWEEP_SECONDS = 10;
    private static final Comparator<Head> LATEST_FIRST = Comparator.comparing(Head::lastActiveAt)
            .reversed()
            .thenComparing(head -> head.id().value());

    private final Limits limits;
    private final Rooms rooms;
    private final MemoryHistory history;
    private final MemoryArtifacts artifacts;
    private final MemoryNames names;
    private final MemoryInstances instances;
    private final MemoryInventory inventory;
    private final ScheduledThreadPoolExecutor sweeper;
    private final List<Measure> measures;

    private CaffeineSessionStore(Builder built) {
        this.limits = built.limits;
        this.rooms = new Rooms(built.limits, built.clock, built.mostSessions, built.mostBytes);
        this.history = new MemoryHistory(rooms);
        this.artifacts = new MemoryArtifacts(rooms);
        this.names = new MemoryNames(
                2 * Math.min(built.mostSessions, Long.MAX_VALUE / 2), built.clock, id -> rooms.find(id) != null);
        this.instances = new MemoryInstances(built.clock);
        this.measures = List.of(
                Measure.gauge("sessions", "Sessions that the store holds", rooms::sessions),
                Measure.gauge("sessions_limit", "Sessions that it has room for", constant(built.mostSessions)),
                Measure.gauge("bytes", "About how many bytes its sessions take", rooms::bytes),
                Measure.gauge("bytes_limit", "Bytes that its sessions may take", constant(built.mostBytes)));
        this.inventory = new MemoryInventory(rooms, names);
        this.sweeper = new ScheduledThreadPoolExecutor(1, CaffeineSessionStore::daemon);
        Future<?> unused = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /** A store with {@link Limits#standard()}. */
    public static CaffeineSessionStore create() {
        return builder().build();
    }

    /** A store with other settings. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Result<Head> create(SessionId id, Control control) {
        return rooms.create(id, control);
    }

    @Override
    public Optional<Facts> facts(SessionId id, Principal who) {
        State state = rooms.newest(id);
        Facts facts = state.factsFor(id, who); // also of one that is over, so that it takes as long (R4)
        return state.livesAt(rooms.now()) ? Optional.of(facts) : Optional.empty();
    }

    @Override
    public Result<Head> head(Claim claim) {
        return rooms.read(claim, state -> state.head(claim.id(), rooms.now()));
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next, @Nullable Duration lease) {
        Result<Head> result = swapIfRoom(claim, version, next, lease);
        if (result instanceof Result.Refused<Head> refused && rooms.madeRoom(refused.why(), next.owner())) {
            return swapIfRoom(claim, version, next, lease);
        }
        return result;
    }

    private Result<Head> swapIfRoom(Claim claim, long version, Control next, @Nullable Duration lease) {
        return rooms.write(claim, (room, state, now) -> {
            if (state.control().version() != version) {
                return Result.refused(Refusal.VERSION, 0);
            }
            long heavier = Weight.of(next) - Weight.of(state.control());
            if (heavier > 0 && !rooms.capacity().take(heavier)) {
                return Result.refused(Refusal.STORE_FULL, rooms.bytes());
            }
            if (!rooms.move(room.id(), state.control().owner(), next.owner())) {
                rooms.capacity().give(Math.max(0, heavier));
                return Result.refused(Refusal.SESSIONS, limits.of(Limit.SESSIONS) + 1);
            }
            rooms.capacity().give(Math.max(0, -heavier));
            long until = lease == null ? state.turnUntil() : now + lease.toMillis();
            boolean active = next.stamp().equals(state.control().stamp());
            State changed = (active ? state.activeAt(now, rooms.idle()) : state).with(next, until);
            room.become(changed);
            return Result.done(changed.head(room.id(), now));
        });
    }

    @Override
    public Result<Head> end(Claim claim) {
        return rooms.write(claim, (room, state, now) -> {
            rooms.forget(room);
            return Result.done(state.head(room.id(), now));
        });
    }

    @Override
    public Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        List<Head> all = rooms.ownedBy(owner)
                .flatMap(id -> ownedHead(id, owner).stream())
                .sorted(LATEST_FIRST)
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
        int to = (int) Math.min(all.size(), (long) from + limit);
        return Optional.of(new Owned(all.subList(from, to), to < all.size()));
    }

    private Optional<Head> ownedHead(SessionId id, Principal owner) {
        State state = rooms.find(id);
        return state != null && state.control().owner().equals(owner)
                ? Optional.of(state.head(id, rooms.now()))
                : Optional.empty();
    }

    @Override
    public HistoryStore history() {
        return history;
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public Optional<NameStore> names() {
        return Optional.of(names);
    }

    @Override
    public Optional<InstanceStore> instances() {
        return Optional.of(instances);
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(inventory);
    }

    @Override
    public Bell bell(SessionId id, Runnable ring) {
        return rooms.bell(id, ring);
    }

    /** Live sessions, those past a deadline included until they are swept. */
    public long sessions() {
        return rooms.sessions();
    }

    /** About how many bytes of heap the sessions take, as counted against the store's room. */
    public long bytes() {
        return rooms.bytes();
    }

    @Override
    public void ping() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Measure> measures() {
        return measures;
    }

    @Override
    public void close() {
        List<Runnable> unused = sweeper.shutdownNow();
    }

    /** As it happens from time to time by itself. */
    void sweep() {
        long unused = rooms.sweep();
    }

    private static DoubleSupplier constant(long value) {
        return () -> value;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "cloakroom-sweeper");
        thread.setDaemon(true);
        return thread;
    }

    /** Puts a store together. Not thread-safe. */
    public static final class Builder {
        private Limits limits = Limits.standard();
        private InstantSource clock = InstantSource.system();
        private long mostSessions = 100_000;
        private long mostBytes = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);

        private Builder() {}

        /** The limits to keep. Default: {@link Limits#standard()}. */
        public Builder limits(Limits kept) {
            this.limits = kept;
            return this;
        }

        /** The clock of all deadlines and instants, read to the millisecond. Default: the system's. */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** How many sessions there is room for. Default: 100 000. */
        public Builder mostSessions(long sessions) {
            this.mostSessions = positive(sessions);
            return this;
        }

        /** About how many bytes of heap the sessions may take. Default: a quarter of the heap. */
        public Builder mostBytes(long bytes) {
            this.mostBytes = positive(bytes);
            return this;
        }

        /** The store. */
        public CaffeineSessionStore build() {
            return new CaffeineSessionStore(this);
        }

        private static long positive(long value) {
            if (value < 1) {
                throw new InvalidInput("a store has room for at least 1, not " + value);
            }
            return value;
        }
    }
}
